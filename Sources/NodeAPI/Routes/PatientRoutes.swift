internal import Hummingbird
internal import NodeCore

extension API {
    /// A patient, and what the patient alone sees.
    var patientEndpoints: [Endpoint] {
        [
            object("/v1/patients/{id}") { call in .patient(try call.identity("id")) },
            object("/v1/patients/{id}/sealing-key") { call in .sealingKey(patient: try call.identity("id")) },
            content("/v1/patients/{id}/compartments/{category}/key") { call in
                .compartmentKey(patient: try call.identity("id"), category: try call.text("category"))
            },
            list("/v1/patients/{id}/requests") { call in .patientRequests(try call.identity("id")) },
            list("/v1/patients/{id}/grants") { call in .patientGrants(try call.identity("id")) },
            list("/v1/patients/{id}/reads") { call in .patientReads(try call.identity("id")) },
            object("/v1/patients/{id}/duties") { call in .duties(try call.identity("id")) },
        ]
    }
}
