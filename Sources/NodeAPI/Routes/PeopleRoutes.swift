internal import Hummingbird
internal import NodeCore

extension API {
    /// Details shared with a hospital's management, and its staff.
    var peopleEndpoints: [Endpoint] {
        [
            list("/v1/me/shared-patients") { _ in .sharedPatients },
            object("/v1/me/shared-patients/{id}") { call in .sharedPatient(try call.identity("id")) },
            content("/v1/me/shared-patients/{id}/details") { call in
                .sharedDetails(patient: try call.identity("id"))
            },
            list("/v1/patients/{id}/details") { call in .patientDetails(try call.identity("id")) },
            list("/v1/me/invitations") { _ in .invitations },
            object("/v1/invitations/{invitation}") { call in .invitation(try call.id("invitation")) },
            Endpoint(.get, "/v1/registrations/invitations/{invitation}", cost: .sensitive) { call in
                .object(try await node.openInvitation(try call.id("invitation")))
            },
        ]
    }
}
