internal import Hummingbird
internal import LedgerFormat
internal import NodeCore
internal import NodeWire

extension API {
    /// Signing in and out.
    var sessionEndpoints: [Endpoint] {
        [
            Endpoint(.post, "/v1/sessions/challenges", body: .json(maximumBytes: 1_024), cost: .sensitive) { call in
                let message: ChallengeRequest = try call.message()
                let (challenge, expiresAt) = try node.challenge(for: message.key)
                return .json(Challenge(challenge: challenge, expiresAt: expiresAt))
            },
            Endpoint(.post, "/v1/sessions", body: .json(maximumBytes: 4_096), cost: .sensitive) { call in
                let opened = try await node.openSession(try Self.claim(call.message()))
                return .json(
                    SessionAnswer(
                        session: opened.token, identity: opened.principal.identity, expiresAt: opened.expiresAt),
                    status: .created)
            },
            Endpoint(.delete, "/v1/sessions", .session) { call in
                node.closeSession(try call.request.bearer)
                return .noContent
            },
        ]
    }

    /// A proof that is not even one is answered like one that does not hold.
    private static func claim(_ message: SessionRequest) throws(Problem) -> SessionClaim {
        do throws(Rejection) {
            let proof = try SessionProof(parsing: message.proof)
            return SessionClaim(
                signer: proof.signer, network: proof.network, node: proof.node, challenge: proof.challenge,
                expiresAt: proof.expiresAt, isSigned: { proof.verifies(with: $0) })
        } catch {
            throw .sessionProof
        }
    }
}
