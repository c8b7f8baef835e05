import ArgumentParser
import Foundation
import LedgerFormat
import RecordClient

/// What a message says and what goes along.
struct MessageText: ParsableArguments {
    /// The largest attachment, in bytes; a sealed note holds no more.
    static let attachmentBytes = 16_000_000
    private static let textBytes = 100_000

    @Option(help: ArgumentHelp("What to say; - reads it from standard input.", valueName: "words"))
    var text: String
    @Option(help: ArgumentHelp("A file to send along; may be given up to eight times.", valueName: "file"))
    var attach: [String] = []
    @Option(help: "What it is: message, question or handoff.")
    var kind: MessageKindArgument = MessageKindArgument(kind: .message)

    func validate() throws {
        if attach.count > 8 { throw ValidationError("At most eight attachments.") }
        if text.isEmpty { throw ValidationError("--text is empty.") }
    }

    /// The message. Throws `file.*`, `message.empty`.
    func draft(subject: String? = nil) throws -> MessageDraft {
        var words = text
        if text == "-" { words = String(decoding: try Files.read("-", maximum: Self.textBytes), as: UTF8.self) }
        guard !words.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else {
            throw Failure.input("message.empty", "The message says nothing.")
        }
        let attachments = try attach.map { path in
            MessageAttachment(
                bytes: try Files.read(path, maximum: Self.attachmentBytes), mediaType: Self.mediaType(path),
                fileName: URL(filePath: path).lastPathComponent)
        }
        return MessageDraft(words, subject: subject, kind: kind.kind, attachments: attachments)
    }

    private static func mediaType(_ path: String) -> String {
        switch URL(filePath: path).pathExtension.lowercased() {
        case "pdf": "application/pdf"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "dcm": "application/dicom"
        case "json": "application/json"
        case "txt": "text/plain"
        default: "application/octet-stream"
        }
    }
}

/// What a message is for.
struct MessageKindArgument: ExpressibleByArgument {
    let kind: MessageKind

    init(kind: MessageKind) { self.kind = kind }

    init?(argument: String) {
        guard let kind = MessageKind(rawValue: argument) else { return nil }
        self.kind = kind
    }

    static var allValueStrings: [String] { MessageKind.allCases.map(\.rawValue) }
    var defaultValueDescription: String { kind.rawValue }
}
