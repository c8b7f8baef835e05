import ClinicalFHIR
import Foundation
import LedgerFormat
import RecordClient
import RecordContract
import SealedRecord

/// Takes in a record's content as it is opened: small content in memory, large content in a file at once, so that
/// memory stays flat.
final class ContentSink {
    private static let memoryBytes: Int64 = 8 << 20
    private(set) var memory: [UInt8] = []
    /// The file, and its name while it has one.
    private var spill: (path: String?, handle: FileHandle)?

    /// A sink for a record; what is large is written beside `folder`'s other files, nameless until it is whole, so that
    /// no plaintext stays however the process ends. Only where the file system has no such files it has a name.
    init(for document: RecordDocument, folder: String) throws {
        guard document.content.size > Self.memoryBytes else { return }
        if let handle = Files.openNameless(in: folder) {
            spill = (nil, handle)
        } else {
            let path = "\(folder)/\(document.record.text).part"
            spill = (path, try Files.open(path))
        }
    }

    func receive(_ piece: [UInt8]) throws {
        if let spill { try spill.handle.write(contentsOf: piece) } else { memory += piece }
    }

    /// Whether the content is in memory.
    var isInMemory: Bool { spill == nil }

    /// Keeps the content under its final name, never over another file. Throws `file.exists`.
    func keep(as path: String) throws {
        guard let spill else { return try Files.create(path, memory) }
        try spill.handle.synchronize()
        let isLinked =
            spill.path.map { link($0, path) == 0 }
            ?? (linkat(
                AT_FDCWD, "/proc/self/fd/\(spill.handle.fileDescriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
        guard isLinked else {
            throw Failure.input("file.exists", "\(Files.name(path)) exists already, or cannot be written.")
        }
        discard()
    }

    /// Removes what was written so far.
    func discard() {
        if let spill {
            try? spill.handle.close()
            if let path = spill.path { unlink(path) }
        }
        spill = nil
    }
}

/// What a record's content is saved as.
enum ContentName {
    /// `q83vEjRWeJCrze8SNFZ4kA.pdf`: from the record's id, since a name inside the seal may be anything.
    static func file(_ opened: OpenedRecord) -> String {
        "\(opened.document.record.text).\(fileExtension(opened.metadata.mediaType))"
    }

    static func fileExtension(_ mediaType: String) -> String {
        if mediaType == ClinicalLibrary.resourceType { return "json" }
        return DocumentMediaType(rawValue: mediaType)?.fileExtension ?? "bin"
    }

    static func isResource(_ opened: OpenedRecord) -> Bool {
        opened.metadata.mediaType == ClinicalLibrary.resourceType
    }
}
