import LedgerFormat
import TestSupport
import Testing

@Suite("Genesis documents")
struct GenesisTests {
    @Test("network, identities and first organisation set follow from the document")
    func vectors() throws {
        let vectors = try Vector.file("block-genesis")
        let genesis = try Genesis(parsing: try vectors("genesis").value.canonicalBytes)
        #expect(genesis.network == (try vectors("network").hash))
        #expect(genesis.organisationIDs.map(\.canonical) == (try vectors("organisations").list.map { try $0.text }))
        #expect(genesis.officialIDs.map(\.canonical) == (try vectors("officials").list.map { try $0.text }))
        #expect(genesis.organisationSet.json.canonicalBytes == (try vectors("organisationSet").value.canonicalBytes))
        #expect(genesis.organisationSet.hash == (try vectors("organisationSetHash").hash))
        #expect(genesis.encoded == (try vectors("genesis").value.canonicalBytes))
        for vector in try vectors("invalid").list {
            let input = try vector("genesis").value.canonicalBytes
            expectRejection(try vector("code").code, "\(vector.name)") { _ = try Genesis(parsing: input) }
        }
    }

    @Test("the header of block 0 begins the chain of the vectors")
    func header() throws {
        let genesis = try Genesis(parsing: try Vector.file("block-genesis")("genesis").value.canonicalBytes)
        let first = try #require(try Vector.file("block-header")("chain").list.first)
        let expected = try BlockHeader(parsing: try first("hex").hex)
        #expect(genesis.header(contractVersion: 1, deltaRoot: expected.deltaRoot) == expected)
    }

    @Test("documents survive writing and parsing; any difference is another network")
    func roundTrip() throws {
        let nodes = [SampleLedger.Node(), SampleLedger.Node()]
        let genesis = try SampleLedger.genesis(nodes: nodes)
        let parsed = try Genesis(parsing: genesis.encoded)
        #expect(parsed.encoded == genesis.encoded)
        #expect(parsed.network == genesis.network)
        #expect(parsed.authority == 0)
        let other = try SampleLedger.genesis(nodes: nodes, name: "Other")
        #expect(other.network != genesis.network)
        #expect(other.organisationIDs != genesis.organisationIDs)
    }
}
