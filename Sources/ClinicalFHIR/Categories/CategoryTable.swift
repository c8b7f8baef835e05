extension ClinicalCategory {
    /// Every resource type of R4, decided one by one (docs/spec/clinical-content-v1.md explains). A type that is not in
    /// the table, from a later FHIR, counts as clinical.
    static let byType: [String: ClinicalCategory] = {
        var table: [String: ClinicalCategory] = [:]
        for (category, types) in grouped {
            for type in types { table[type] = category }
        }
        return table
    }()

    private static let grouped: [(ClinicalCategory, [String])] = [
        (
            .demographics,
            [
                // The patient and the people around.
                "Patient", "Person", "RelatedPerson", "Group", "Linkage", "VerificationResult",
                // Who pays.
                "Account", "Coverage", "EnrollmentRequest", "EnrollmentResponse", "InsurancePlan", "PaymentNotice",
                "PaymentReconciliation",
                // Directory.
                "Endpoint", "HealthcareService", "Location", "Organization", "OrganizationAffiliation", "Practitioner",
                "PractitionerRole", "Schedule", "Slot",
            ]
        ),
        (
            .safety,
            [
                "AllergyIntolerance", "Flag", "DetectedIssue", "Device", "DeviceUseStatement", "AdverseEvent",
            ]
        ),
        (
            .medication,
            [
                "Medication", "MedicationAdministration", "MedicationDispense", "MedicationKnowledge",
                "MedicationRequest",
                "MedicationStatement", "MedicinalProduct", "MedicinalProductAuthorization",
                "MedicinalProductContraindication", "MedicinalProductIndication", "MedicinalProductIngredient",
                "MedicinalProductInteraction", "MedicinalProductManufactured", "MedicinalProductPackaged",
                "MedicinalProductPharmaceutical", "MedicinalProductUndesirableEffect",
            ]
        ),
        (
            .laboratory,
            [
                "Specimen", "SpecimenDefinition", "MolecularSequence", "BiologicallyDerivedProduct", "Substance",
                "SubstanceNucleicAcid", "SubstancePolymer", "SubstanceProtein", "SubstanceReferenceInformation",
                "SubstanceSourceMaterial", "SubstanceSpecification",
            ]
        ),
        (.imaging, ["ImagingStudy", "Media"]),
        (
            .clinical,
            [
                // Observation, DiagnosticReport, ServiceRequest and Condition are refined by their codes.
                "Observation", "DiagnosticReport", "ServiceRequest", "Condition",
                // Bills and appointments name diagnoses, services and specialties: more than who the patient is.
                "Claim", "ClaimResponse", "ExplanationOfBenefit", "ChargeItem", "ChargeItemDefinition", "Contract",
                "Invoice",
                "CoverageEligibilityRequest", "CoverageEligibilityResponse", "Appointment", "AppointmentResponse",
                "BodyStructure", "CarePlan", "CareTeam", "ClinicalImpression", "Communication", "CommunicationRequest",
                "Composition", "Consent", "DeviceMetric", "DeviceRequest", "DeviceDefinition", "DocumentManifest",
                "DocumentReference", "Encounter", "EpisodeOfCare", "FamilyMemberHistory", "Goal", "GuidanceResponse",
                "Immunization", "ImmunizationEvaluation", "ImmunizationRecommendation", "List", "NutritionOrder",
                "Procedure",
                "Questionnaire", "QuestionnaireResponse", "RequestGroup", "ResearchStudy", "ResearchSubject",
                "RiskAssessment", "SupplyDelivery", "SupplyRequest", "Task", "VisionPrescription",
                // Machinery, terminology and conformance: they come along with records and say nothing more private.
                "ActivityDefinition", "AuditEvent", "Basic", "Binary", "Bundle", "CapabilityStatement", "CatalogEntry",
                "CodeSystem", "CompartmentDefinition", "ConceptMap", "EffectEvidenceSynthesis", "EventDefinition",
                "Evidence",
                "EvidenceVariable", "ExampleScenario", "GraphDefinition", "ImplementationGuide", "Library", "Measure",
                "MeasureReport", "MessageDefinition", "MessageHeader", "NamingSystem", "ObservationDefinition",
                "OperationDefinition", "OperationOutcome", "Parameters", "PlanDefinition", "Provenance",
                "ResearchDefinition", "ResearchElementDefinition", "RiskEvidenceSynthesis", "SearchParameter",
                "StructureDefinition", "StructureMap", "Subscription", "TerminologyCapabilities", "TestReport",
                "TestScript",
                "ValueSet",
            ]
        ),
    ]
}
