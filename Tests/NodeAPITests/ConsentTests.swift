import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NodeCore
import NodeWire
import RecordContract
import Testing

/// What a reader may not see answers exactly like what does not exist: whole answers are compared.
@Suite struct ConsentTests {
    /// Compares everything but the position that the answer was read at, which is the same for both when nothing
    /// happens between.
    private func expectSame(_ one: TestResponse, _ other: TestResponse, _ path: String) {
        #expect(one.status == other.status, "\(path)")
        #expect(one.bytes == other.bytes, "\(path): \(one.text) \(other.text)")
        #expect(one.headers == other.headers, "\(path)")
    }

    @Test func aHiddenPatientAnswersLikeOneWhoDoesNotExist() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let record = try await network.addRecord([1, 2], category: .clinical, of: patient, by: patient)
            let nobody = Person(network: network.node.network).id
            let none = TestNetwork.newID()
            let physician = try await network.person(.physician)
            let other = try await network.patient()
            for reader in [physician, other, network.official] {
                let headers = try await network.signIn(reader, client)
                for path in [
                    "/v1/patients/{p}", "/v1/patients/{p}/compartments/clinical/key", "/v1/patients/{p}/records",
                    "/v1/patients/{p}/records?category=clinical", "/v1/patients/{p}/records/{r}",
                    "/v1/patients/{p}/records/{r}/payload", "/v1/patients/{p}/records/{r}/envelope",
                    "/v1/patients/{p}/records/{r}/note", "/v1/patients/{p}/requests", "/v1/patients/{p}/grants",
                    "/v1/patients/{p}/reads", "/v1/patients/{p}/duties", "/v1/identities/{p}",
                    "/v1/identities/{p}/certificate", "/v1/identities/{p}/credentials",
                ] {
                    func filled(_ patient: IdentityID, _ record: EntityID) -> String {
                        path.replacing("{p}", with: patient.canonical).replacing("{r}", with: record.text)
                    }
                    let hidden = try await client.get(filled(patient.id, record), headers)
                    let missing = try await client.get(filled(nobody, none), headers)
                    expectSame(hidden, missing, path)
                    #expect(!hidden.text.contains(record.text))
                }
            }
        }
    }

    @Test func aHiddenRecordAnswersLikeOneThatDoesNotExist() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let seen = try await network.addRecord([1], category: .clinical, of: patient, by: patient)
            let hidden = try await network.addRecord([2], category: .restricted, of: patient, by: patient)
            let physician = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            _ = try await network.grant(terms, of: patient, to: physician)
            let headers = try await network.signIn(physician, client)
            let records = "/v1/patients/\(patient.id)/records"
            for part in ["", "/payload", "/envelope", "/note"] {
                let one = try await client.get("\(records)/\(hidden)\(part)", headers)
                let other = try await client.get("\(records)/\(TestNetwork.newID())\(part)", headers)
                one.expectProblem(404, "notFound")
                expectSame(one, other, part)
            }
            let page: Page = try await client.get(records + "?limit=1", headers).message()
            #expect(page.items.count == 1)
            #expect(page.next == nil, "no link says that there is more")
            guard case .string(seen.text)? = page.items[0]["record"] else {
                Issue.record("another record")
                return
            }
            let restricted = try await client.get(records + "?category=restricted", headers)
            let empty = try await client.get(records + "?category=imaging", headers)
            expectSame(restricted, empty, "?category")
        }
    }

    @Test func whatConcernsOthersDoesNotExist() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let physician = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            let grant = try await network.grant(terms, of: patient, to: physician)
            let request = TestNetwork.newID()
            let recorded = try await network.submit(
                AccessRequest(
                    request: request, patient: patient.id, forOrganisation: false, terms: terms, duration: 60_000),
                by: physician)
            let stranger = try await network.signIn(try await network.person(.physician), client)
            let none = TestNetwork.newID()
            for (hidden, missing) in [
                ("/v1/grants/\(grant)", "/v1/grants/\(none)"),
                ("/v1/grants/\(grant)/envelope", "/v1/grants/\(none)/envelope"),
                ("/v1/requests/\(request)", "/v1/requests/\(none)"),
                ("/v1/requests/\(request)/note", "/v1/requests/\(none)/note"),
                ("/v1/transactions/\(recorded.hash)", "/v1/transactions/\(Hash256.zero)"),
                ("/v1/transactions/\(recorded.hash)/receipt", "/v1/transactions/\(Hash256.zero)/receipt"),
            ] {
                let one = try await client.get(hidden, stranger)
                one.expectProblem(404, "notFound")
                expectSame(one, try await client.get(missing, stranger), hidden)
            }
            #expect(try await client.get("/v1/me/events", stranger).text.contains(request.text) == false)
        }
    }

    /// Verified staff may seal a reason to a patient whose id they have, and a patient an appointment to represent;
    /// nobody else learns that there is one.
    @Test func aPatientsSealingKeyIsForVerifiedStaffAndPatients() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let neighbour = try await network.signIn(try await network.patient(), client)
            let physicianPerson = try await network.person(.physician)
            let physician = try await network.signIn(physicianPerson, client)
            let waiting = try await network.signIn(try await network.person(.nurse, verified: false), client)
            let path = "/v1/patients/\(patient.id)/sealing-key"
            let absent = "/v1/patients/\(physicianPerson.id)/sealing-key"
            for headers in [physician, neighbour, try await network.signIn(patient, client)] {
                let answer = try StrictJSONParser.parseObject(try await client.get(path, headers).bytes)
                #expect(answer.members.map(\.name).sorted() == ["at", "patient", "proof", "sealingKey"])
            }
            try await client.get(absent, neighbour).expectProblem(404, "notFound")
            try await client.get(absent, physician).expectProblem(404, "notFound")
            try await client.get(path, waiting).expectProblem(403, "forbidden")
            try await client.get(path).expectProblem(401, "session.missing")
        }
    }

    /// Why somebody was rejected or suspended is for them and for who decides.
    @Test func theReasonOfADecisionIsForThePersonAndWhoDecides() async throws {
        try await TestNetwork.withClient { network, client in
            let person = try await network.person(.physician)
            let note = try await network.store(Array("sealed".utf8), by: network.official)
            try await network.submit(IdentitySuspend(identity: person.id, note: note), by: network.official)
            let path = "/v1/identities/\(person.id)/note"
            for reader in [person, network.official] {
                let answer = try await client.get(path, try await network.signIn(reader, client))
                #expect(answer.bytes == Array("sealed".utf8))
            }
            let colleague = try await network.signIn(try await network.person(.physician), client)
            try await client.get(path, colleague).expectProblem(404, "notFound")
            let patient = try await network.signIn(try await network.patient(), client)
            try await client.get(path, patient).expectProblem(404, "notFound")
        }
    }

    @Test func grantsAreToThePersonUnlessAskedOtherwise() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let physician = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            _ = try await network.grant(terms, of: patient, to: physician)
            let headers = try await network.signIn(physician, client)
            #expect(try await client.get("/v1/me/grants", headers).items().count == 1)
            #expect(try await client.get("/v1/me/grants?via=self", headers).items().count == 1)
            #expect(try await client.get("/v1/me/grants?via=organisation", headers).items().isEmpty)
            try await client.get("/v1/me/grants?via=both", headers).expectProblem(400, "query")
            // A patient acts for no organisation.
            try await client.get("/v1/me/grants?via=organisation", try await network.signIn(patient, client))
                .expectProblem(404, "notFound")
        }
    }

    @Test func revocationClosesAtOnce() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let record = try await network.addRecord([1], category: .clinical, of: patient, by: patient)
            let physician = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            let grant = try await network.grant(terms, of: patient, to: physician)
            let headers = try await network.signIn(physician, client)
            let path = "/v1/patients/\(patient.id)/records/\(record)/payload"
            #expect(try await client.get(path, headers).status == .ok)
            try await network.submit(AccessRevoke(grant: grant), by: patient)
            try await client.get(path, headers).expectProblem(404, "notFound")
        }
    }
}
