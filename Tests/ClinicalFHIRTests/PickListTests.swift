import Testing

@testable import ClinicalFHIR

/// COVERAGE 002-52, 001-46, 004-57: coded pick lists, offline, free text beside them.
@Suite("Pick lists")
struct PickListTests {
    @Test("every list loads, says its source and license, and holds each code once, short and in order")
    func wellFormed() throws {
        for name in PickList.Name.allCases {
            let list = try PickList.load(name)
            #expect(!list.source.isEmpty && !list.license.isEmpty && !list.notice.isEmpty)
            #expect((40...200).contains(list.entries.count), "\(name): \(list.entries.count)")
            #expect(Set(list.entries.map { $0.system + "|" + $0.code }).count == list.entries.count)
            #expect(list.entries.allSatisfy { $0.system.hasPrefix("http://") && !$0.display.isEmpty })
            let systems = Set(list.entries.map(\.system))
            #expect(!systems.contains { $0.contains("icd") }, "WHO's text of the ICD is not ours to ship")
            let text = list.license + list.notice
            #expect(!systems.contains("http://snomed.info/sct") || text.contains("creativecommons.org/licenses/by/4.0"))
            #expect(!systems.contains("http://loinc.org") || text.contains("loinc.org/license"))
            #expect(!systems.contains(MedicineTable.rxnorm) || text.contains("National Library of Medicine"))
            let terms = list.entries.dropFirst(name == .allergies ? 1 : 0).map { $0.display.lowercased() }
            #expect(terms == terms.sorted(), "\(name)")
        }
    }

    @Test("check digits: SNOMED CT by Verhoeff, LOINC by Luhn")
    func checkDigits() throws {
        for name in PickList.Name.allCases {
            for entry in try PickList.load(name).entries {
                switch entry.system {
                case "http://snomed.info/sct": #expect(Self.verhoeff(entry.code), "\(entry.code)")
                case "http://loinc.org": #expect(Self.luhn(entry.code), "\(entry.code)")
                default: #expect(Int(entry.code) != nil, "\(entry.code)")
                }
            }
        }
        #expect(!Self.verhoeff("38341004") && !Self.luhn("718-8"))
    }

    @Test("words, other words and codes find an entry")
    func search() throws {
        let conditions = try PickList.load(.conditions)
        #expect(conditions.matching("heart attack").first?.code == "22298006")
        #expect(conditions.matching("diab mell").map(\.code).contains("44054006"))
        #expect(conditions.matching("DIABÉT").count >= 3)
        #expect(conditions.matching("38341003").first?.display == "Hypertensive disorder")
        #expect(conditions.matching("zzz").isEmpty)
        #expect(conditions.matching("", limit: 5).count == 5)
        #expect(try PickList.load(.medications).matching("paracetamol").first?.code == "161")
        #expect(try PickList.load(.allergies).matching("milk").first?.display == "Cow's milk protein")
        #expect(try PickList.load(.laboratory).matching("HbA1c").first?.code == "4548-4")
    }

    @Test("what the interactions name is an ingredient or a class of the medications")
    func interactions() throws {
        let medications = try PickList.load(.medications)
        let known = Set(medications.entries.map(\.display) + medications.entries.flatMap(\.classes))
        let table = try InteractionTable.load()
        #expect(table.interactions.count >= 40)
        for row in table.interactions {
            #expect(known.contains(row.first) && known.contains(row.second), "\(row.first), \(row.second)")
            #expect(!row.source.isEmpty && !row.effect.isEmpty && !row.advice.isEmpty)
        }
        for row in table.crossReactions { #expect(known.contains(row.allergy) && known.contains(row.medication)) }
    }

    @Test("a list that is damaged is refused")
    func damaged() {
        for text in ["", "[]", "{}", #"{"name":"conditions","entries":[{}]}"#] {
            #expect(throws: FHIRError.self) { try PickList(.conditions, content: Array(text.utf8)) }
        }
    }

    /// LOINC: the digits before the dash, Luhn's sum.
    private static func luhn(_ code: String) -> Bool {
        let digits = code.filter { $0 != "-" }.compactMap(\.wholeNumberValue)
        let sum = digits.reversed().enumerated().reduce(0) { sum, item in
            let doubled = item.offset.isMultiple(of: 2) ? item.element : item.element * 2
            return sum + (doubled > 9 ? doubled - 9 : doubled)
        }
        return code.contains("-") && sum.isMultiple(of: 10)
    }

    /// SNOMED CT identifiers end with Verhoeff's check digit.
    private static func verhoeff(_ code: String) -> Bool {
        let multiply = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4, 0, 6, 7, 8, 9, 5], [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
            [3, 4, 0, 1, 2, 8, 9, 5, 6, 7], [4, 0, 1, 2, 3, 9, 5, 6, 7, 8], [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
            [6, 5, 9, 8, 7, 1, 0, 4, 3, 2], [7, 6, 5, 9, 8, 2, 1, 0, 4, 3], [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
            [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
        ]
        let step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
        var check = 0
        for (position, digit) in code.compactMap(\.wholeNumberValue).reversed().enumerated() {
            let permuted = (0..<position % 8).reduce(digit) { digit, _ in step[digit] }
            check = multiply[check][permuted]
        }
        return check == 0
    }
}
