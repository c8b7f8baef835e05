import Testing

@testable import NodeClient

@Suite struct ServerSentEventParserTests {
    private func messages(_ pieces: [String]) throws -> [ServerSentEventParser.Message] {
        var parser = ServerSentEventParser()
        return try pieces.flatMap { try parser.append(Array($0.utf8)) }
    }

    @Test func readsEventDataAndID() throws {
        let read = try messages(["event: ledger\nid: 7.0\ndata: {\"a\":1}\n\n"])
        #expect(read == [.init(event: "ledger", data: "{\"a\":1}", id: "7.0")])
    }

    @Test func aMessageMayArriveByteByByte() throws {
        let text = "event: block\r\ndata: one\r\ndata: two\r\n\r\n"
        let read = try messages(text.map { String($0) }.flatMap { $0.utf8.map { String(UnicodeScalar($0)) } })
        #expect(read == [.init(event: "block", data: "one\ntwo", id: nil)])
    }

    @Test func commentsAndEmptyMessagesAreNothing() throws {
        #expect(try messages([": still here\n\n\n", "event: ledger\n\n"]).isEmpty)
    }

    @Test func aLineWithoutEndIsNoNode() {
        var parser = ServerSentEventParser()
        #expect(throws: NodeClientError.self) {
            _ = try parser.append([UInt8](repeating: 0x61, count: ServerSentEventParser.maximumLineBytes + 1))
        }
    }
}

@Suite struct NodeClientAddressTests {
    @Test(arguments: ["", "ftp://host", "127.0.0.1:8400", "http://"])
    func onlyHTTPAddressesAreTaken(address: String) {
        #expect(throws: NodeClientError.self) { try NodeClient(address: address) }
    }

    @Test func pathsAndQueriesAreEncoded() {
        #expect(NodeClient.encode("Ann/Ö ?&=%") == "Ann%2F%C3%96%20%3F%26%3D%25")
        #expect(NodeClient.route("/v1/staff?name=Ann") == "/v1/staff")
    }

    @Test func nobodyThereIsSaidPlainly() async throws {
        let client = try NodeClient(address: "http://127.0.0.1:9")
        do {
            _ = try await client.network()
            Issue.record("port 9 answered")
        } catch let error as NodeClientError {
            #expect(error.code == "node.unreachable")
        }
        await client.close()
    }
}
