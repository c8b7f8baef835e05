internal import Hummingbird
internal import NodeCore

extension API {
    /// Who represents whom; dependants, and what staff attested for their guardians.
    var representationEndpoints: [Endpoint] {
        [
            list("/v1/me/representations") { _ in .ownRepresentations },
            list("/v1/me/attestations") { _ in .ownAttestations },
            object("/v1/attestations/{attestation}") { call in .attestation(try call.id("attestation")) },
            object("/v1/representations/{representation}") { call in
                .representation(try call.id("representation"))
            },
            content("/v1/representations/{representation}/key") { call in
                .representationKey(try call.id("representation"))
            },
            list("/v1/patients/{id}/representations") { call in .patientRepresentations(try call.identity("id")) },
            object("/v1/patients/{id}/dependant") { call in .dependant(try call.identity("id")) },
            content("/v1/patients/{id}/dependant/keys/{guardian}") { call in
                .passedKey(patient: try call.identity("id"), guardian: try call.identity("guardian"))
            },
        ]
    }
}
