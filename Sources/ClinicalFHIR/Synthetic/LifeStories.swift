/// The life stories of `SyntheticPatient`. Reference ranges are those that a laboratory prints with its results; they
/// are
/// part of the record, as everywhere.
extension SyntheticPatient {
    static func diabetic(_ year: Int, _ chart: inout SyntheticChart) {
        chart.visit(day(year - 12, 3, 4), "General check-up")
        chart.condition("44054006", "Type 2 diabetes mellitus", onset: day(year - 12, 3, 4))
        chart.allergy(
            "91936005", "Allergy to penicillin", category: "medication", criticality: "high",
            reaction: ("Hives and swelling of the face", "severe"), on: day(year - 12, 3, 4))
        chart.visit(day(year - 9, 9, 18), "Follow-up, diabetes")
        chart.condition("38341003", "Hypertensive disorder", onset: day(year - 9, 9, 18))
        chart.medication(
            "314076", "lisinopril 10 MG Oral Tablet", dosage: "1 tablet in the morning", from: day(year - 9, 9, 18))
        chart.medication(
            "861007", "metformin hydrochloride 500 MG Oral Tablet", dosage: "1 tablet twice a day, with meals",
            from: day(year - 12, 3, 4))
        for (index, past) in (1...5).reversed().enumerated() {
            let date = day(year - past, 4 + index % 3, 6 + index)
            chart.visit(date, "Follow-up, diabetes")
            vitals(weight: 884 - 9 * index, pulse: 74, &chart, date)
            chart.bloodPressure(146 - 3 * index, 90 - 2 * index, on: date)
            let results = [
                chart.measurement(
                    "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood",
                    Decimal10(86 - 4 * index + chart.generator.number(in: 0...2), places: 1), unit: "%",
                    range: (Decimal10(40, places: 1), Decimal10(60, places: 1)), on: date),
                chart.measurement(
                    "2345-7", "Glucose [Mass/volume] in Serum or Plasma", Decimal10(168 - 8 * index), unit: "mg/dL",
                    range: (Decimal10(70), Decimal10(99)), on: date),
                chart.measurement(
                    "2160-0", "Creatinine [Mass/volume] in Serum or Plasma", Decimal10(98 + 3 * index, places: 2),
                    unit: "mg/dL", range: (Decimal10(70, places: 2), Decimal10(120, places: 2)), on: date),
            ]
            chart.report(
                "24323-8", "Comprehensive metabolic panel", section: "LAB", results: results, conclusion: nil, on: date)
            lipids(&chart, date, total: 224 - 7 * index)
            chart.immunization(
                "140", "Influenza, seasonal, injectable, preservative free", on: day(year - past, 10, 12))
        }
        chart.procedure("314971001", "Camera fundoscopy", on: day(year - 1, 5, 20))
        chart.report(
            "28624-7", "Retinal photography study", section: "OTH", results: [],
            conclusion: "No diabetic retinopathy in either eye.", on: day(year - 1, 5, 20))
        chart.familyHistory("MTH", "mother", ("44054006", "Type 2 diabetes mellitus"), onset: "age 58")
        let goal = chart.goal("Hemoglobin A1c of 7 % or less", from: day(year - 2, 4, 6), due: day(year, 12, 31))
        chart.carePlan(
            "Diabetes self-management", goal: goal, ["Walk half an hour a day", "See a dietitian"],
            from: day(year - 2, 4, 6))
        chart.medicationStatement("5640", "ibuprofen", dosage: "now and then, for the knee", since: day(year - 1, 2, 1))
        let sample = chart.specimen("119297000", "Blood specimen", on: day(year - 1, 8, 10))
        chart.order("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", specimen: sample, on: day(year - 1, 8, 10))
    }

    static func asthmaticChild(_ year: Int, _ birthYear: Int, _ chart: inout SyntheticChart) {
        let early = [
            (
                "08", "Hep B, adolescent or pediatric", 1
            ), ("20", "DTaP", 2), ("10", "IPV", 2), ("133", "Pneumococcal PCV 13", 4),
            ("03", "MMR", 12), ("21", "Varicella", 12),
        ]
        for (code, text, months) in early {
            chart.immunization(
                code, text, on: day(birthYear + (months >= 12 ? 2 : 1), months >= 12 ? 3 : months + 2, 14))
        }
        chart.visit(day(year - 4, 2, 9), "Emergency visit, shortness of breath", setting: "EMER")
        chart.condition("195967001", "Asthma", onset: day(year - 4, 2, 9))
        chart.medication(
            "745679", "albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", dosage: "2 puffs as needed, with spacer",
            from: day(year - 4, 2, 9))
        chart.measurement(
            "2708-6", "Oxygen saturation in Arterial blood", Decimal10(91), unit: "%",
            range: (Decimal10(94), Decimal10(100)), kind: "vital-signs", on: day(year - 4, 2, 9))
        chart.imagingStudy("DX", "Chest radiograph", site: ("51185008", "Thorax"), on: day(year - 4, 2, 9))
        chart.report(
            "36643-5", "XR Chest 2 Views", section: "RAD", results: [],
            conclusion: "Mild hyperinflation. No consolidation, no effusion.", on: day(year - 4, 2, 9))
        chart.visit(day(year - 3, 6, 2), "Allergy consultation")
        chart.allergy(
            "91935009", "Allergy to peanuts", category: "food", criticality: "high",
            reaction: (
                "Wheeze and vomiting", "severe"
            ),
            on: day(year - 3, 6, 2))
        chart.medication(
            nil, "epinephrine 0.15 mg auto-injector", dosage: "1 injection into the thigh in an emergency",
            from: day(year - 3, 6, 2))
        for (index, past) in (1...3).reversed().enumerated() {
            let date = day(year - past, 9, 10 + index)
            chart.visit(date, "Follow-up, asthma")
            vitals(weight: 240 + 28 * index, pulse: 92, &chart, date)
            chart.measurement(
                "8302-2", "Body height",
                Decimal10(
                    1220 + 55 * index, places: 1), unit: "cm", kind: "vital-signs", on: date)
            chart.procedure("127783003", "Spirometry", on: date)
            chart.measurement(
                "19935-6", "Maximum expiratory gas flow by Peak flow meter", Decimal10(200 + 25 * index), unit: "L/min",
                range: (Decimal10(190), nil), kind: "procedure", on: date)
        }
        chart.immunization("140", "Influenza, seasonal, injectable, preservative free", on: day(year - 1, 10, 20))
        chart.flag("Carries an epinephrine auto-injector", kind: "safety", from: day(year - 3, 6, 2))
        chart.familyHistory("FTH", "father", ("195967001", "Asthma"), onset: "childhood")
    }

    static func pregnancy(_ year: Int, _ chart: inout SyntheticChart) {
        chart.noKnownAllergies(on: day(year - 6, 5, 3))
        chart.immunization("115", "Tdap", on: day(year - 6, 5, 3))
        chart.visit(day(year - 4, 8, 21), "Delivery", setting: "IMP", end: day(year - 4, 8, 24))
        chart.procedure("177184002", "Normal delivery procedure", on: day(year - 4, 8, 21))
        chart.visit(day(year - 1, 7, 15), "First antenatal visit")
        chart.condition("77386006", "Pregnant", onset: day(year - 1, 6, 2))
        chart.finding(
            "82810-3", "Pregnancy status", .concept(SyntheticChart.snomed, "77386006", "Pregnant"),
            kind: "social-history", on: day(year - 1, 7, 15))
        chart.finding(
            "882-1", "ABO and Rh group [Type] in Blood",
            .concept(
                SyntheticChart.snomed, "278149003", "Blood group A Rh(D) positive"),
            kind: "laboratory", on: day(year - 1, 7, 15))
        chart.medication(
            nil, "folic acid 400 microgram tablet", dosage: "1 tablet a day until week 12", from: day(year - 1, 7, 15),
            isActive: false)
        for (index, month) in [7, 8, 9, 10, 11, 12].enumerated() {
            let date = day(year - 1, month, 16)
            chart.visit(date, "Antenatal visit")
            vitals(weight: 642 + 16 * index, pulse: 78 + index, &chart, date)
            chart.bloodPressure(112 + index, 70 + index % 3, on: date)
            if index % 2 == 0 { bloodCount(&chart, date, haemoglobin: 124 - 4 * index) }
        }
        chart.measurement(
            "1504-0", "Glucose [Mass/volume] in Serum or Plasma --1 hour post 50 g glucose PO",
            Decimal10(
                118), unit: "mg/dL",
            range: (nil, Decimal10(140)), on: day(year - 1, 12, 16))
        chart.imagingStudy(
            "US", "Obstetric ultrasound, second trimester", site: ("35039007", "Uterus"), on: day(year - 1, 10, 28))
        chart.report(
            "11525-3", "US Pelvis Fetus for pregnancy", section: "RAD", results: [],
            conclusion: "Single living fetus, growth as expected. Placenta posterior. No anomaly seen.",
            on: day(year - 1, 10, 28))
    }

    static func cardiac(_ year: Int, _ chart: inout SyntheticChart) {
        chart.noKnownAllergies(on: day(year - 10, 1, 19))
        chart.visit(day(year - 10, 1, 19), "General check-up")
        chart.condition("55822004", "Hyperlipidemia", onset: day(year - 10, 1, 19))
        chart.visit(
            day(year - 3, 11, 7), "Emergency admission, chest pain", setting: "EMER", end: day(year - 3, 11, 14))
        chart.condition("22298006", "Myocardial infarction", onset: day(year - 3, 11, 7), abated: day(year - 3, 12, 20))
        chart.condition("53741008", "Coronary arteriosclerosis", onset: day(year - 3, 11, 7))
        for (hour, value) in [(7, 812), (8, 2310), (9, 940)] {
            chart.measurement(
                "10839-9", "Troponin I.cardiac [Mass/volume] in Serum or Plasma",
                Decimal10(
                    value, places: 2), unit: "ng/mL",
                range: (nil, Decimal10(4, places: 2)), on: day(year - 3, 11, hour))
        }
        chart.procedure("29303009", "Electrocardiographic procedure", on: day(year - 3, 11, 7))
        chart.procedure("415070008", "Percutaneous coronary intervention", on: day(year - 3, 11, 7))
        chart.imagingStudy("XA", "Coronary angiography", site: ("80891009", "Heart"), on: day(year - 3, 11, 7))
        chart.imagingStudy("CT", "CT chest", site: ("51185008", "Thorax"), on: day(year - 3, 11, 9))
        chart.report(
            "24627-2", "CT Chest", section: "RAD", results: [],
            conclusion: "No pulmonary embolism. Small left effusion.",
            on: day(year - 3, 11, 9))
        let medicines: [(String?, String, String)] = [
            ("243670", "aspirin 81 MG Oral Tablet", "1 tablet a day"),
            ("617311", "atorvastatin 40 MG Oral Tablet", "1 tablet in the evening"),
            (nil, "metoprolol succinate 50 mg tablet", "1 tablet in the morning"),
            ("314076", "lisinopril 10 MG Oral Tablet", "1 tablet in the morning"),
        ]
        for (
            code, text, dosage
        ) in medicines { chart.medication(code, text, dosage: dosage, from: day(year - 3, 11, 14)) }
        for (index, past) in [2, 1].enumerated() {
            let date = day(year - past, 5, 8)
            chart.visit(date, "Follow-up, cardiology")
            vitals(weight: 861 - 12 * index, pulse: 62, &chart, date)
            chart.bloodPressure(128 - 4 * index, 78, on: date)
            lipids(&chart, date, total: 172 - 11 * index)
            chart.procedure("40701008", "Echocardiography", on: date)
            chart.immunization("140", "Influenza, seasonal, injectable, preservative free", on: day(year - past, 10, 5))
        }
        chart.device("Coronary stent, drug-eluting", manufacturer: "Example Devices", on: day(year - 3, 11, 7))
        chart.dispense("617311", "atorvastatin 40 MG Oral Tablet", tablets: 90, on: day(year - 1, 6, 2))
        chart.adverseEvent("Muscle pain", suspected: "atorvastatin 40 mg", severity: "mild", on: day(year - 1, 7, 9))
        chart.familyHistory("BRO", "brother", ("22298006", "Myocardial infarction"), onset: "age 51")
    }

    static func healthyAdult(_ year: Int, _ chart: inout SyntheticChart) {
        chart.immunization("115", "Tdap", on: day(year - 8, 4, 11))
        chart.visit(day(year - 6, 2, 15), "Emergency visit, fall while skiing", setting: "EMER")
        chart.condition("65966004", "Fracture of forearm", onset: day(year - 6, 2, 15), abated: day(year - 6, 5, 2))
        chart.imagingStudy("DX", "Radiograph of the forearm", site: ("14975008", "Forearm"), on: day(year - 6, 2, 15))
        chart.report(
            "36571-8", "XR Radius and Ulna Views", section: "RAD", results: [],
            conclusion: "Fracture of the distal radius, not displaced.", on: day(year - 6, 2, 15))
        chart.procedure("274474001", "Bone immobilization", on: day(year - 6, 2, 15))
        chart.visit(day(year - 2, 3, 30), "Consultation")
        chart.condition(
            "310496002", "Moderate depression",
            onset: day(
                year - 2, 3, 30), abated: day(year - 1, 2, 10), sensitivity: "PSY")
        chart.visit(day(year - 1, 6, 18), "General check-up")
        let date = day(year - 1, 6, 18)
        chart.noKnownAllergies(on: date)
        vitals(weight: 703, pulse: 66, &chart, date)
        chart.bloodPressure(118, 74, on: date)
        bloodCount(&chart, date, haemoglobin: 146)
        lipids(&chart, date, total: 181)
        chart.finding(
            "72166-2", "Tobacco smoking status", .concept(SyntheticChart.snomed, "266919005", "Never smoked tobacco"),
            kind: "social-history", on: date)
        chart.immunization("140", "Influenza, seasonal, injectable, preservative free", on: day(year - 1, 11, 3))
        chart.communication("Results of the check-up are all in order.", on: day(year - 1, 6, 25))
        chart.claim(
            insurer: "Example Health Insurance", service: "General check-up", francs: "180.00",
            paid: "162.00", on: day(year - 1, 6, 30))
    }

    // MARK: Panels

    private static func vitals(weight: Int, pulse: Int, _ chart: inout SyntheticChart, _ date: String) {
        let noise = chart.generator.number(in: -4...4)
        chart.measurement(
            "29463-7", "Body weight", Decimal10(weight + noise, places: 1), unit: "kg", kind: "vital-signs", on: date)
        chart.measurement(
            "8867-4", "Heart rate",
            Decimal10(
                pulse + noise), unit: "beats/minute", ucum: "/min", kind: "vital-signs", on: date)
    }

    private static func lipids(_ chart: inout SyntheticChart, _ date: String, total: Int) {
        let noise = chart.generator.number(in: -3...3)
        let results = [
            chart.measurement(
                "2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", Decimal10(total + noise), unit: "mg/dL",
                range: (nil, Decimal10(200)), on: date),
            chart.measurement(
                "2085-9", "Cholesterol in HDL [Mass/volume] in Serum or Plasma", Decimal10(48 + noise), unit: "mg/dL",
                range: (Decimal10(40), nil), on: date),
            chart.measurement(
                "2571-8", "Triglyceride [Mass/volume] in Serum or Plasma", Decimal10(138 + 2 * noise), unit: "mg/dL",
                range: (nil, Decimal10(150)), on: date),
        ]
        chart.report(
            "24331-1", "Lipid 1996 panel - Serum or Plasma", section: "LAB", results: results, conclusion: nil, on: date
        )
    }

    private static func bloodCount(_ chart: inout SyntheticChart, _ date: String, haemoglobin: Int) {
        let noise = chart.generator.number(in: -2...2)
        let results = [
            chart.measurement(
                "718-7", "Hemoglobin [Mass/volume] in Blood", Decimal10(haemoglobin + noise, places: 1), unit: "g/dL",
                range: (Decimal10(120, places: 1), Decimal10(160, places: 1)), on: date),
            chart.measurement(
                "6690-2", "Leukocytes [#/volume] in Blood by Automated count",
                Decimal10(
                    68 + noise, places: 1), unit: "10*3/uL",
                range: (Decimal10(40, places: 1), Decimal10(110, places: 1)), on: date),
            chart.measurement(
                "777-3", "Platelets [#/volume] in Blood by Automated count",
                Decimal10(
                    244 + 3 * noise), unit: "10*3/uL",
                range: (Decimal10(150), Decimal10(400)), on: date),
        ]
        chart.report(
            "58410-2", "CBC panel - Blood by Automated count", section: "LAB", results: results, conclusion: nil,
            on: date)
    }
}
