internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// Registration of people, who have no session yet.
    var registrationEndpoints: [Endpoint] {
        [
            Endpoint(.put, "/v1/registrations/content/{cid}", body: .stream, cost: .sensitive) { call in
                let address = call.context.client.name
                return try await upload(call) { pieces, cid, offset, size in
                    try await node.uploadForRegistration(pieces, as: cid, offset: offset, size: size, address: address)
                }
            },
            Endpoint(.get, "/v1/registrations/content/{cid}/upload") { call in
                Self.progress(
                    try await node.registrationUploadState(of: try call.cid("cid"), address: call.context.client.name))
            },
            Endpoint(
                .post, "/v1/registrations", body: .json(maximumBytes: BodyReader.transactionBytes), cost: .sensitive
            ) { call in
                let message: RegistrationRequest = try call.message()
                let (recorded, identity) = try await node.register(
                    message.application, address: countedAddress(call))
                return .json(TransactionResult(recorded, identity: recorded.outcome.rejection == nil ? identity : nil))
            },
        ]
    }
}
