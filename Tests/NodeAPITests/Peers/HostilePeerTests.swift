import AsyncHTTPClient
import Certificates
import ContentStore
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import LedgerFormat
import NIOCore
import NIOSSL
import PeerTransport
import RecordContract
import SealedRecord
import Sealing
import Synchronization
import Testing

@testable import NodeAPI
@testable import NodeCore

/// Nodes that lie, and whoever is none, get nowhere (docs/spec/peers-v1.md; 005-7).
@Suite(.serialized) struct HostilePeerTests {
    /// A client with the keys of a node that stands on no ledger, or of somebody's choice.
    private static func client(
        _ key: P256.Signing.PrivateKey, patience: PeerClient.Patience = .init()
    ) throws -> PeerClient {
        let node = IdentityID(network: .zero, firstKey: P256PublicKey(key.publicKey).thumbprint)
        let certificate = try CertificateIssuer.peer(
            NodeFacts(id: node, publicKey: P256PublicKey(key.publicKey)), network: .zero, key: key,
            validity: try CertificateValidity(
                notBefore: .zero, notAfter: LedgerTime.zero.advanced(byMilliseconds: 1_000_000_000)))
        return try PeerClient(
            PeerCredentials(certificate: certificate.der, privateKeyPEM: key.pemRepresentation), patience: patience)
    }

    private static func key(_ consortium: Consortium, _ index: Int) throws -> P256.Signing.PrivateKey {
        try NodeKeys(reading: consortium.directories[index].keys).signing
    }

    private static func address(
        _ consortium: Consortium, _ index: Int, key: P256.Signing.PrivateKey? = nil
    ) throws -> PeerAddress {
        let expected = try key ?? self.key(consortium, index)
        let port = try #require(consortium.hospitals[index].node.configuration.peers).port
        return PeerAddress(
            host: "127.0.0.1", port: port, publicKey: Array(expected.publicKey.derRepresentation))
    }

    @Test func whoeverIsNoNodeOfTheNetworkEndsAtTheHandshake() async throws {
        try await Consortium.run { consortium in
            let status = PeerRequest("/peer/v1/status")
            let north = try Self.address(consortium, 0)
            // A node's own keys get an answer; a stranger's do not, whatever the certificate says.
            let east = try Self.client(try Self.key(consortium, 1))
            #expect(try await east.send(status, to: north, limit: 65_536, within: .seconds(30)).status == 200)
            let stranger = try Self.client(P256.Signing.PrivateKey())
            await #expect(throws: PeerTransportError.unreachable) {
                _ = try await stranger.send(status, to: north, limit: 65_536, within: .seconds(30))
            }
            // Nor does a node get one from itself, nor anybody without a certificate.
            let itself = try Self.client(try Self.key(consortium, 0))
            await #expect(throws: PeerTransportError.unreachable) {
                _ = try await itself.send(status, to: north, limit: 65_536, within: .seconds(30))
            }
            var configuration = HTTPClient.Configuration(certificateVerification: .none)
            configuration.timeout = .init(connect: .seconds(30), read: .seconds(30))
            let anonymous = HTTPClient(configuration: configuration)
            await #expect(throws: (any Error).self) {
                _ = try await anonymous.execute(
                    HTTPClientRequest(url: "https://127.0.0.1:\(north.port)/peer/v1/status"), timeout: .seconds(60))
            }
            try await anonymous.shutdown()
            // Who answers with another key than the node's that was called is not spoken to.
            let other = try Self.address(consortium, 0, key: P256.Signing.PrivateKey())
            await #expect(throws: PeerTransportError.unreachable) {
                _ = try await east.send(status, to: other, limit: 65_536, within: .seconds(30))
            }
        }
    }

    @Test func anOrganisationThatWasSuspendedIsNoPeerAnyMore() async throws {
        try await Consortium.run { consortium in
            let north = consortium.hospitals[0]
            #expect(await Consortium.code { _ = try await consortium.ask("/status", from: 2, to: 0) } == nil)
            let proposal = TestNetwork.newID()
            for index in [0, 1] {
                let keys = try NodeKeys(reading: consortium.directories[index].keys)
                let signing = try #require(keys.organisations[consortium.hospitals[index].hospital])
                let organisation = Person(
                    signing: signing, sealing: P256.KeyAgreement.PrivateKey(), network: north.node.network)
                try await north.submit(
                    OrganisationSuspend(proposal: proposal, organisation: consortium.hospitals[2].hospital),
                    by: organisation)
            }
            let others = try #require(north.node.peers).others()
            #expect(others.map(\.node) == [consortium.hospitals[1].node.id])
            #expect(
                await Consortium.code { _ = try await consortium.ask("/status", from: 2, to: 0) } == "peer.unreachable")
        }
    }

    @Test func requestsThatAreTooMuchAreRefused() async throws {
        var limits = PeerServer.Limits()
        limits.requests = RateLimit(perSecond: 0.001, burst: 6)
        try await Consortium.run(limits: limits) { consortium in
            let east = try Self.client(try Self.key(consortium, 1))
            let north = try Self.address(consortium, 0)
            func send(_ path: String, _ body: [UInt8]? = nil) async throws -> (status: Int, code: String?) {
                let answer = try await east.send(
                    PeerRequest("/peer/v1" + path, body: body), to: north, limit: 65_536, within: .seconds(30))
                let problem = try StrictJSONParser.parseObject(answer.body)
                guard case .string(let code)? = problem["code"] else { return (answer.status, nil) }
                return (answer.status, code)
            }
            let huge = [UInt8](repeating: UInt8(ascii: " "), count: 100_000)
            #expect(try await send("/releases", huge) == (413, "tooLarge"))
            #expect(try await send("/releases", Array("{}".utf8)) == (400, "request"))
            #expect(try await send("/nothing") == (404, "notFound"))
            #expect(try await send("/content/b") == (404, "notFound"))
            #expect(try await send("/content/" + CIDBuilder.cid(of: [1]).text) == (404, "content.notFound"))
            #expect(try await send("/status") == (200, nil))
            #expect(try await send("/status") == (429, "tooManyRequests"))
        }
    }

    @Test func whoTakesAnObjectTooSlowlyLosesTheConnection() async throws {
        var limits = PeerServer.Limits()
        limits.slowest = .milliseconds(300)
        try await Consortium.run(limits: limits) { consortium in
            let north = consortium.hospitals[0]
            let patient = try await north.patient()
            // More than the buffers on the way hold.
            let payload = [UInt8](repeating: 7, count: 24 << 20)
            let cid = try await north.storeLarge(payload, by: patient)
            let east = try Self.client(try Self.key(consortium, 1))
            let address = try Self.address(consortium, 0)
            let isFirst = Mutex(true)
            await #expect(throws: PeerTransportError.unreachable) {
                _ = try await east.exchange(
                    PeerRequest("/peer/v1/content/" + cid.text), with: address, limit: 1 << 30, within: nil
                ) { _, _ in
                } piece: { _ in
                    if isFirst.withLock({ first in
                        defer { first = false }; return first
                    }) {
                        try await Task.sleep(for: .seconds(3))
                    }
                }
            }
        }
    }

    @Test func whatIsNotTheObjectIsNeverStored() async throws {
        try await Consortium.run(isServing: { $0 != 0 }) { consortium in
            let (north, east) = (consortium.hospitals[0], consortium.hospitals[1])
            let pulling = try #require(east.node.pulling)
            for count in [500, 300_000] {
                let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                let cid = CIDBuilder.cid(of: payload)
                let wrong = payload.dropLast() + [payload[count - 1] ^ 1]
                let lies: [@Sendable () -> Response] = [
                    { HostilePeer.bytes(Array(wrong)) },
                    { HostilePeer.bytes(Array(payload.dropLast())) },
                    { HostilePeer.bytes(payload + [0]) },
                    { HostilePeer.bytes([]) },
                    { Response(status: .ok, body: ResponseBody { try await $0.write(ByteBuffer(bytes: payload)) }) },
                    { Response(status: .ok, headers: [.contentLength: "99999999999999"]) },
                    { Response(status: .found, headers: [.location: "/peer/v1/status"]) },
                    { HostilePeer.bytes(Array("<html>".utf8)) },
                ]
                for lie in lies {
                    try await HostilePeer(node: north.node) { _ in lie() }.serve {
                        let isHere = try await pulling.pull(cid, isWanted: { true })
                        #expect(!isHere)
                    }
                    #expect(try await !east.node.content.exists(cid))
                }
                // The truth, from the same node, is stored.
                try await HostilePeer(node: north.node) { _ in HostilePeer.bytes(payload) }.serve {
                    let isHere = try await pulling.pull(cid, isWanted: { true })
                    #expect(isHere)
                }
                #expect(try await east.node.content.bytes(of: cid, limit: count) == payload)
            }
        }
    }

    @Test func aForgedShareCountsForNothingAndAnothersDoes() async throws {
        try await Consortium.run(isServing: { $0 != 0 }) { consortium in
            let (north, east) = (consortium.hospitals[0], consortium.hospitals[1])
            let patient = try await east.patient()
            let reader = try await east.person(.physician)
            try await consortium.settle()
            let record = try await consortium.addRecord([1, 2, 3], of: patient, by: patient, through: 1)
            let grant = try await consortium.grant(of: patient, to: reader, [.read], through: 1)
            let read = try await consortium.read([record.id], of: patient, by: reader, grant: grant, through: 1)
            try #require(read.outcome.rejection == nil)
            let own = try record.envelope.share(of: north.hospital.canonical)
            let context = SealingContext.releasedShare(
                network: record.binding.network, patient: record.binding.patient, record: record.binding.record,
                organisation: north.hospital.canonical, x: own.x, read: read.hash.bytes)
            let forged = try ReleasedShare.forged(
                record.binding, organisation: north.hospital.canonical, x: own.x, read: read.hash.bytes,
                sealed: HPKESealedBox.seal(
                    SecretBytes([UInt8](repeating: 9, count: 32)), to: try reader.sealingKey.sealing(),
                    context: context))
            let principal = try await east.openSession(reader).principal
            func item(_ organisation: IdentityID, _ x: UInt8, _ share: [UInt8]) -> JSONValue {
                .object([
                    "record": .id(record.id), "organisation": .identity(organisation), "x": .integer(Int64(x)),
                    "share": .string(String(decoding: share, as: UTF8.self)),
                ])
            }
            let answers: [JSONObject] = [
                ["items": .array([item(north.hospital, own.x, forged)])],
                // In another's name, a garbled one, one too many, something else altogether.
                ["items": .array([item(consortium.hospitals[2].hospital, own.x, forged)])],
                ["items": .array([item(north.hospital, own.x, Array("{}".utf8))])],
                ["items": .array([item(north.hospital, own.x, forged), item(north.hospital, own.x, forged)])],
                ["shares": .array([])],
            ]
            for answer in answers {
                try await HostilePeer(node: north.node) { path in
                    guard path.hasSuffix("/releases") else { return .problem(.notFound) }
                    return .json(answer)
                }.serve {
                    var shares = try await east.node.release(read: read.hash, records: nil, for: principal)
                    if shares.contains(where: { $0.organisation == north.hospital }) {
                        // It has the form of a share. The reader sees what it is, and asks for another's.
                        #expect(throws: SealingError.self) {
                            try record.combine(shares, read: read.hash, by: reader)
                        }
                        shares = try await east.node.release(
                            read: read.hash, records: nil, except: [north.hospital], for: principal)
                    }
                    #expect(try record.combine(shares, read: read.hash, by: reader) == record.halves.b)
                }
            }
        }
    }
}

extension ReleasedShare {
    /// A share that no node released, encoded as if.
    static func forged(
        _ binding: RecordBinding, organisation: String, x: UInt8, read: [UInt8], sealed: HPKESealedBox
    ) throws -> [UInt8] {
        func text(_ bytes: [UInt8]) -> String { Base64URL.string(bytes) }
        let box: JSONObject = [
            "suite": .integer(1), "enc": .bytes(sealed.encapsulatedKey), "ct": .bytes(sealed.ciphertext),
        ]
        let json: JSONObject = [
            "type": .string("medchain-released-share"), "v": .integer(1), "network": .string(binding.network),
            "patient": .string(binding.patient), "record": .string(binding.record),
            "organisation": .string(organisation), "x": .integer(Int64(x)), "read": .string(text(read)),
            "sealed": .object(box),
        ]
        return json.canonicalBytes
    }
}
