internal import LedgerFormat
internal import NodeClient
public import RecordContract
public import SealedRecord
internal import Sealing
internal import Wallet

extension Person {
    /// How many bytes of a payload hold its metadata: the header and the first segment with its tag.
    private static let headBytes = 112 + 65_536 + 16
    private static let headsAtOnce = 8

    /// What stands beside the content of the person's own records: title, date, media type. Only the beginning of each
    /// payload is fetched; a patient opens their own records without a trace on the ledger. Nil where one does not
    /// open. Throws `NodeClientError`, and `RecordClientError.notSuitable` for records of somebody else.
    public func metadata(of documents: [RecordDocument]) async throws -> [PayloadMetadata?] {
        guard documents.allSatisfy({ $0.patient == id }) else { throw RecordClientError.notSuitable }
        var found = [PayloadMetadata?](repeating: nil, count: documents.count)
        try await withThrowingTaskGroup(of: (Int, PayloadMetadata?).self) { group in
            var next = documents.enumerated().makeIterator()
            func startOne() {
                guard let (index, document) = next.next() else { return }
                group.addTask { (index, try await self.metadata(of: document)) }
            }
            for _ in 0..<Self.headsAtOnce { startOne() }
            while let (index, metadata) = try await group.next() {
                found[index] = metadata
                startOne()
            }
        }
        return found
    }

    /// One author's broken record must not hide the others: what does not open has no metadata.
    private func metadata(of document: RecordDocument) async throws -> PayloadMetadata? {
        guard document.status != .erased else { return nil }
        do {
            let halves = try await RecordOpener(person: self, access: .patient).halves(of: document)
            let binding = try document.binding(in: network.network)
            var opener = PayloadOpener(dataKey: halves.dataKey(for: binding), binding: PayloadBinding(binding))
            let path = "/v1/patients/\(document.patient.canonical)/records/\(document.record.text)/payload"
            let head = try await client.head(path, count: Self.headBytes)
            var content: [UInt8] = []
            try opener.update(head, into: &content)
            return opener.metadata
        } catch let error where UnreadableContent.isWhy(error) {
            return nil
        }
    }
}
