internal import Foundation

/// Hands messages to a program that takes them as sendmail does: `PROGRAM -i -- ADDRESS`, the message on its input.
public struct SendmailCommand: Sendable {
    private let path: String

    /// The program at an absolute path.
    public init(path: String) { self.path = path }

    /// Hands over one message; returns when the program has taken it. Throws `NoticeError` `sendmail.*`.
    public func send(_ message: MailMessage) async throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-i", "--", message.to.text]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: NoticeError("sendmail.missing"))
                return
            }
            let text = message.text.replacing("\r\n", with: "\n")
            try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
            try? input.fileHandleForWriting.close()
        }
        guard status == 0 else { throw NoticeError("sendmail.refused") }
    }
}
