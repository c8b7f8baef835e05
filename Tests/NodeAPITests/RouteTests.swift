import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NIOCore
import NodeCore
import NodeWire
import RecordContract
import Testing

@testable import NodeAPI

/// Each route does what the specification's tables say (docs/spec/node-api-v1.md).
@Suite struct RouteTests {
    @Test func operatorsSeeThatTheNodeLives() async throws {
        try await TestNetwork.withClient { network, client in
            #expect(try await client.get("/healthz").text == #"{"status":"ok"}"#)
            #expect(try await client.get("/readyz").text == #"{"status":"ok"}"#)
            let metrics = try await client.get("/metrics")
            #expect(metrics.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                metrics.text.contains(#"medchain_http_requests_total{method="GET",route="/healthz",status="200"} 1"#))
            network.node.stop()
            let stopping = try await client.get("/readyz")
            #expect(stopping.status == .serviceUnavailable)
            #expect(try await client.get("/healthz").status == .ok)
        }
    }

    /// No value of a path, and nothing a client made up, becomes a label.
    @Test func metricsNameRoutesAndNobody() async throws {
        try await TestNetwork.withClient { network, client in
            _ = try await client.get("/v1/organisations/\(network.hospital.canonical)")
            _ = try await client.get("/v1/canary-in-the-path")
            _ = try await client.execute(uri: "/v1/network", method: HTTPRequest.Method("CANARY")!)
            let text = try await client.get("/metrics").text
            #expect(!text.contains(network.hospital.canonical))
            #expect(!text.lowercased().contains("canary"))
            #expect(text.contains(#"route="/v1/organisations/{id}""#))
            #expect(text.contains(#"method="other",route="none",status="405""#))
        }
    }

    @Test func theLedgerIsPublicInOutline() async throws {
        try await TestNetwork.withClient { network, client in
            let view: Positioned = try await client.get("/v1/network").message()
            guard case .string(let id)? = view.value["network"] else {
                Issue.record("no network")
                return
            }
            #expect(id == network.node.network.base64URL)
            let genesis = try await client.get("/v1/genesis")
            #expect(try Genesis(parsing: genesis.bytes).network == network.node.network)
            #expect(genesis.bytes == network.node.genesis)
            let checkpoint = try await client.get("/v1/checkpoint")
            #expect(checkpoint.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(try Checkpoint(parsing: checkpoint.bytes).network == network.node.network)
            let organisations = try await client.get("/v1/organisations").items()
            #expect(organisations.count == 3)
            let one: Positioned = try await client.get("/v1/organisations/\(network.hospital.canonical)").message()
            guard case .string("General Hospital")? = one.value["name"] else {
                Issue.record("no name")
                return
            }
        }
    }

    @Test func listsArePaged() async throws {
        try await TestNetwork.withClient { network, client in
            let first: Page = try await client.get("/v1/organisations?limit=2").message()
            #expect(first.items.count == 2)
            let next = try #require(first.next)
            let second: Page = try await client.get("/v1/organisations?limit=2&after=\(next)").message()
            #expect(second.items.count == 1)
            #expect(second.next == nil)
            // A cursor is bound to its list and cannot be altered.
            let headers = try await network.signIn(network.official, client)
            try await client.get("/v1/staff?after=\(next)", headers).expectProblem(400, "query")
            let altered = (next.first == "A" ? "B" : "A") + next.dropFirst()
            try await client.get("/v1/organisations?after=\(altered)").expectProblem(400, "query")
        }
    }

    @Test func headersArePaged() async throws {
        try await TestNetwork.withClient { network, client in
            for _ in 0..<3 { _ = try await network.person(.patient) }
            let headers = try await network.signIn(network.official, client)
            var hashes: [String] = []
            var path = "/v1/headers?limit=1"
            while true {
                let page: Page = try await client.get(path, headers).message()
                for item in page.items {
                    guard case .string(let encoded)? = item["header"], case .string(let hash)? = item["hash"] else {
                        Issue.record("no header")
                        return
                    }
                    let header = try BlockHeader(parsing: try #require(Base64URL.decode(encoded.utf8)))
                    #expect(header.hash.base64URL == hash)
                    #expect(hashes.isEmpty || header.previous.base64URL == hashes.last)
                    hashes.append(hash)
                }
                guard let next = page.next else { break }
                path = "/v1/headers?limit=1&after=\(next)"
            }
            #expect(hashes.count == Int(network.node.height) + 1)
            let from: Page = try await client.get("/v1/headers?from=2", headers).message()
            #expect(from.items.count == hashes.count - 2)
        }
    }

    @Test func transactionsAreSubmittedOnceAndInBulk() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.person(.patient)
            let physician = try await network.person(.physician)
            let request = AccessRequest(
                request: TestNetwork.newID(), patient: patient.id, forOrganisation: false,
                terms: AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment),
                duration: 86_400_000)
            let transaction = try network.transaction(request.json, by: physician)
            let body = String(decoding: transaction.encoded, as: UTF8.self)
            let result: TransactionResult = try await client.send(
                .post, "/v1/transactions", body, type: "application/jose"
            ).message()
            #expect(result.accepted)
            #expect(result.hash == transaction.hash)
            #expect(result.events.count == 1)
            let repeated = try await client.send(.post, "/v1/transactions", body, type: "application/jose")
            #expect(repeated.bytes == result.encoded, "an exact repeat gets the first result")

            // The contract rejects, and that stands on the ledger; admission refuses, and that stands nowhere.
            let rejected = try network.transaction(IdentityVerify(identity: patient.id).json, by: physician)
            let results: TransactionResults = try await client.post(
                "/v1/transactions",
                TransactionSubmission(transactions: [rejected.encoded, Array("x".utf8), transaction.encoded])
            ).message()
            guard case .recorded(let first) = results.answers[0], case .refused(let second) = results.answers[1],
                case .recorded(let third) = results.answers[2]
            else {
                Issue.record("unexpected answers")
                return
            }
            #expect(first.rejection == .identityWrongRole)
            #expect(second.code == "transaction.syntax")
            #expect(third.hash == transaction.hash)

            for person in [physician, patient] {
                let headers = try await network.signIn(person, client)
                let found = try await client.get("/v1/transactions/\(transaction.hash.base64URL)", headers)
                #expect(found.bytes == result.encoded)
                let receipt = try await client.get("/v1/transactions/\(transaction.hash.base64URL)/receipt", headers)
                _ = try Receipt(parsing: receipt.bytes)
            }
        }
    }

    @Test func peopleRegister() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = Person(network: network.node.network)
            let application = try network.application(patient, .patient, at: network.hospital)
            let result: TransactionResult = try await client.post(
                "/v1/registrations", RegistrationRequest(application: application.encoded)
            ).message()
            #expect(result.identity == patient.id)
            let other = Person(network: network.node.network)
            let forged = try network.transaction(
                IdentityApply(
                    application: .init(
                        role: .patient, organisation: network.hospital, signingKey: other.signingKey,
                        sealingKey: other.sealingKey, profile: nil, credentials: nil)
                ).json, by: patient)
            let refused = try await client.post("/v1/registrations", RegistrationRequest(application: forged.encoded))
            #expect((400..<500).contains(refused.status.code))
            #expect(refused.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func credentialsAreUploadedBeforeRegistration() async throws {
        try await TestNetwork.withClient { network, client in
            let bytes = Array("sealed credentials".utf8)
            let cid = TestNetwork.cid(bytes).text
            let path = "/v1/registrations/content/\(cid)"
            let half: UploadProgress = try await client.send(
                .put, path, "sealed ", type: "application/octet-stream", [.uploadLength: "18"]
            ).message(.accepted)
            #expect(half.offset == 7)
            let progress: UploadProgress = try await client.get(path + "/upload").message()
            #expect(progress.offset == 7)
            let rest = try await client.send(
                .put, path, "credentials", type: "application/octet-stream", [.uploadLength: "18", .uploadOffset: "7"])
            #expect(rest.status == .created)
        }
    }

    @Test func accountsKeepASealedVault() async throws {
        try await TestNetwork.withClient { _, client in
            let kdf = KeyDerivationParameters(iterations: 700_000, salt: Array(0..<16))
            let (first, second) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
            let account = AccountRequest(userName: "alice", kdf: kdf, authenticationKey: first, vault: [1, 2, 3])
            #expect(try await client.post("/v1/accounts", account).status == .created)
            try await client.post("/v1/accounts", account).expectProblem(409, "account.exists")
            let answer: KeyDerivationParameters = try await client.get("/v1/accounts/alice/kdf").message()
            #expect(answer == kdf)
            let vault: VaultAnswer = try await client.post(
                "/v1/accounts/alice/vault", VaultRequest(authenticationKey: first)
            ).message()
            #expect(vault.vault == [1, 2, 3])
            // A wrong name and a wrong key cannot be told apart.
            let wrongKey = try await client.post("/v1/accounts/alice/vault", VaultRequest(authenticationKey: second))
            wrongKey.expectProblem(401, "account.credentials")
            let wrongName = try await client.post("/v1/accounts/nobody/vault", VaultRequest(authenticationKey: second))
            #expect(wrongKey.bytes == wrongName.bytes)
            let unknown: KeyDerivationParameters = try await client.get("/v1/accounts/nobody/kdf").message()
            let again: KeyDerivationParameters = try await client.get("/v1/accounts/nobody/kdf").message()
            #expect(unknown == again)
            let replacement = VaultReplacement(
                authenticationKey: first, kdf: kdf, newAuthenticationKey: second, vault: [9])
            let replaced = try await client.send(
                .put, "/v1/accounts/alice/vault", String(decoding: replacement.encoded, as: UTF8.self))
            #expect(replaced.status == .noContent)
            let renewed: VaultAnswer = try await client.post(
                "/v1/accounts/alice/vault", VaultRequest(authenticationKey: second)
            ).message()
            #expect(renewed.vault == [9])
        }
    }

    @Test func theDirectoryShowsStaff() async throws {
        try await TestNetwork.withClient { network, client in
            let pending = try await network.person(.nurse, verified: false)
            let physician = try await network.person(.physician)
            let official = try await network.signIn(network.official, client)
            let queue = try await client.get("/v1/identities?status=pending", official).items()
            #expect(queue.count == 1)
            let credentials = try await client.get("/v1/identities/\(pending.id)/credentials", official)
            #expect(credentials.text == "credentials")
            let headers = try await network.signIn(physician, client)
            try await client.get("/v1/identities?status=pending", headers).expectProblem(404, "notFound")
            #expect(try await client.get("/v1/staff?name=p.%20PHYS", headers).items().count == 1)
            #expect(try await client.get("/v1/staff?role=nurse", headers).items().isEmpty)
            #expect(try await client.get("/v1/organisations/\(network.hospital)/staff", headers).items().count == 1)
            let profile: Positioned = try await client.get("/v1/identities/\(physician.id)", official).message()
            #expect(profile.value["registrar"] == nil)
            try await client.get("/v1/organisations/\(network.hospital)/key/envelope", headers)
                .expectProblem(404, "notFound")
        }
    }

    @Test func certificatesAreIssued() async throws {
        try await TestNetwork.withClient { network, client in
            let physician = try await network.person(.physician)
            let headers = try await network.signIn(physician, client)
            let chain = try await client.get("/v1/identities/\(physician.id)/certificate", headers)
            #expect(chain.status == .ok, "\(chain.text)")
            #expect(chain.headers[.contentType] == "application/pem-certificate-chain")
            #expect(chain.text.components(separatedBy: "-----BEGIN CERTIFICATE-----").count >= 3)
        }
    }

    /// A record under a grant, from the request to the log: every list and object that the two of them see.
    @Test func aRecordIsSharedAndItsReadIsSeen() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let physician = try await network.person(.physician)
            let request = TestNetwork.newID()
            let note = try await network.store(Array("sealed note".utf8), by: physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read, .contribute], purpose: .treatment)
            try await network.submit(
                AccessRequest(
                    request: request, patient: patient.id, forOrganisation: false, terms: terms, duration: 86_400_000,
                    note: note), by: physician)
            let mine = try await network.signIn(patient, client)
            let theirs = try await network.signIn(physician, client)
            let p = "/v1/patients/\(patient.id)"
            #expect(try await client.get("/v1/requests/\(request)/note", mine).text == "sealed note")
            #expect(try await client.get(p + "/requests", mine).items().count == 1)
            #expect(try await client.get("/v1/me/requests", theirs).items().count == 1)

            let grant = try await network.grant(terms, of: patient, to: physician)
            let record = try await network.addRecord(
                Array("ciphertext".utf8), category: .clinical, of: patient, by: physician, grant: grant)
            let own = try await network.addRecord(
                Array("own note".utf8), category: .clinical, of: patient, by: patient)
            let read = try await network.submit(
                AccessRead(patient: patient.id, purpose: .treatment, records: [own], grant: grant), by: physician)

            for headers in [mine, theirs] {
                #expect(try await client.get(p, headers).status == .ok)
                #expect(try await client.get(p + "/records", headers).items().count == 2)
                #expect(try await client.get(p + "/records?category=clinical&order=oldest", headers).items().count == 2)
                #expect(try await client.get(p + "/records?category=imaging", headers).items().isEmpty)
                #expect(try await client.get("\(p)/records/\(record)", headers).status == .ok)
                #expect(try await client.get("\(p)/records/\(record)/payload", headers).text == "ciphertext")
                let envelope = try await client.get("\(p)/records/\(own)/envelope", headers).bytes
                let answer = try await client.get("\(p)/records/\(own)", headers).bytes
                guard case .string(let name)? = try StrictJSONParser.parseObject(answer)["envelope"] else {
                    Issue.record("no envelope")
                    return
                }
                #expect(name == TestNetwork.cid(envelope).text)
                #expect(try await client.get("/v1/grants/\(grant)", headers).status == .ok)
                #expect(try await client.get("/v1/grants/\(grant)/envelope", headers).text == "grant \(grant.text)")
                #expect(try await client.get("/v1/requests/\(request)", headers).status == .ok)
                #expect(try await client.get("/v1/transactions/\(read.hash)", headers).status == .ok)
            }
            #expect(try await client.get(p + "/grants", mine).items().count == 1)
            #expect(try await client.get(p + "/reads", mine).items().count == 1)
            let duties: Positioned = try await client.get(p + "/duties", mine).message()
            #expect(try WalletDuties(json: duties.value).rekey.isEmpty)
            #expect(try await client.get(p + "/compartments/safety/key", mine).text == "compartment key")
            try await client.get(p + "/compartments/nonsense/key", mine).expectProblem(404, "notFound")
            for list in ["grants", "reads", "records"] {
                #expect(try await client.get("/v1/me/\(list)", theirs).items().count == 1)
            }
            #expect(try await client.get("/v1/me/acknowledgements", theirs).items().isEmpty)
            #expect(try await client.get("/v1/me/events", mine).items().count >= 4)
        }
    }

    /// What is not this node's record envelope cannot be released; what is nobody's read does not exist.
    @Test func sharesAreReleasedForOnesOwnReadAlone() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let physician = try await network.person(.physician)
            let colleague = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            let grant = try await network.grant(terms, of: patient, to: physician)
            let record = try await network.addRecord([1], category: .clinical, of: patient, by: patient)
            let read = try await network.submit(
                AccessRead(patient: patient.id, purpose: .treatment, records: [record], grant: grant), by: physician)
            let theirs = try await network.signIn(colleague, client)
            let foreign = try await client.post("/v1/releases", ReleaseRequest(transaction: read.hash), theirs)
            let unknown = try await client.post("/v1/releases", ReleaseRequest(transaction: .zero), theirs)
            foreign.expectProblem(404, "notFound")
            #expect(foreign.bytes == unknown.bytes)
            let mine = try await network.signIn(physician, client)
            try await client.post(
                "/v1/releases", ReleaseRequest(transaction: read.hash, records: [TestNetwork.newID()]), mine
            ).expectProblem(403, "release.notReader")
        }
    }
}
