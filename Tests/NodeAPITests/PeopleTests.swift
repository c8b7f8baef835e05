import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LedgerFormat
import NodeCore
import NodeWire
import RecordContract
import Testing

/// Patients shared with a manager, and erased records.
@Suite struct PeopleTests {
    /// Rows 003-53, 003-54: hit, miss and not shared.
    @Test func aPatientWhoIsNotSharedAnswersLikeOneWhoDoesNotExist() async throws {
        try await TestNetwork.withClient { network, client in
            let (shared, hidden) = (try await network.patient(), try await network.patient())
            let (manager, other) = (
                try await network.person(.hospitalManager), try await network.person(.hospitalManager)
            )
            let physician = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.demographics]), rights: [.read], purpose: .treatment)
            let grant = try await network.grant(terms, of: shared, to: physician)
            let content = try await network.store([9, 9], by: physician)
            try await network.submit(
                DetailsShare(patient: shared.id, grant: grant, recipients: [manager.id], content: content),
                by: physician)
            let headers = try await network.signIn(manager, client)
            let list: Page = try await client.get("/v1/me/shared-patients", headers).message()
            #expect(list.items.count == 1)
            let path = "/v1/me/shared-patients/"
            #expect(try await client.get(path + "\(shared.id)/details", headers).bytes == [9, 9])
            #expect(try await client.get("/v1/identities/\(shared.id)", headers).status == .ok)
            let nobody = Person(network: network.node.network).id
            for part in ["", "/details"] {
                let one = try await client.get(path + "\(hidden.id)\(part)", headers)
                let none = try await client.get(path + "\(nobody)\(part)", headers)
                one.expectProblem(404, "notFound")
                #expect(one.bytes == none.bytes && one.headers == none.headers)
            }
            // Another manager of the same hospital was not told.
            let others = try await network.signIn(other, client)
            try await client.get(path + "\(shared.id)", others).expectProblem(404, "notFound")
            let nothing: Page = try await client.get("/v1/me/shared-patients", others).message()
            #expect(nothing.items.isEmpty)
            // The consent ends, and with it everything.
            try await network.submit(AccessRevoke(grant: grant), by: shared)
            try await client.get(path + "\(shared.id)", headers).expectProblem(404, "notFound")
            let ended: Page = try await client.get("/v1/me/shared-patients", headers).message()
            #expect(ended.items.isEmpty)
        }
    }

    @Test func whatIsErasedIsGoneFromTheNodeAndCertified() async throws {
        try await TestNetwork.withClient { network, client in
            let patient = try await network.patient()
            let record = try await network.addRecord([1, 2, 3], category: .clinical, of: patient, by: patient)
            let physician = try await network.person(.physician)
            let terms = AccessTerms(scope: .categories([.clinical]), rights: [.read], purpose: .treatment)
            _ = try await network.grant(terms, of: patient, to: physician)
            let own = try await network.signIn(patient, client)
            let reader = try await network.signIn(physician, client)
            let path = "/v1/patients/\(patient.id)/records/\(record)"
            #expect(try await client.get(path + "/payload", reader).status == .ok)
            try await client.get(path + "/erasure/certificate", own).expectProblem(404, "notFound")
            try await network.submit(RecordErase(records: [record]), by: patient)
            for headers in [own, reader] {
                try await client.get(path + "/payload", headers).expectProblem(404, "notFound")
                try await client.get(path + "/envelope", headers).expectProblem(404, "notFound")
            }
            try await client.get(path, reader).expectProblem(404, "notFound")
            try await client.get(path + "/erasure/certificate", reader).expectProblem(404, "notFound")
            let listed: Page = try await client.get("/v1/patients/\(patient.id)/records", reader).message()
            #expect(listed.items.isEmpty)
            let answer = try await client.get(path + "/erasure/certificate", own)
            let json = try StrictJSONParser.parseObject(answer.bytes)
            let certificate = try ErasureCertificate(verifying: json)
            #expect(certificate.record == record && certificate.node == network.node.id)
            #expect(certificate.erased.contains(TestNetwork.cid([1, 2, 3])))
            // A certificate in which anything was changed does not hold.
            let altered = JSONObject(
                json.members.map { member in
                    member.name == "confirmedAt" ? JSONObject.Member("confirmedAt", .integer(1)) : member
                })
            #expect(throws: Rejection.self) { try ErasureCertificate(verifying: altered) }
        }
    }
}
