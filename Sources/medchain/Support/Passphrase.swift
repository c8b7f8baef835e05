import Foundation

/// Where a passphrase comes from: a file that was named, else a person at the terminal. Never from an argument, which
/// every process of the machine can read.
enum Passphrase {
    static let variable = "MEDCHAIN_PASSPHRASE_FILE"
    private static let maximumBytes = 4_096

    /// The passphrase of an existing wallet. Throws `passphrase.missing`.
    static func existing(file: String?, of wallet: String) throws -> String {
        if let passphrase = try fromFile(file ?? environmentFile) { return passphrase }
        guard Terminal.isInteractive, let typed = Terminal.askSecret("Passphrase of \(Files.name(wallet)):") else {
            throw missing
        }
        return typed
    }

    /// A new passphrase, typed twice. Throws `passphrase.missing`, `passphrase.different`.
    static func new(file: String?, useEnvironment: Bool = true) throws -> String {
        if let passphrase = try fromFile(file ?? (useEnvironment ? environmentFile : nil)) { return passphrase }
        guard Terminal.isInteractive,
            let first = Terminal.askSecret("New passphrase (at least 10 characters):"),
            let second = Terminal.askSecret("Once more:")
        else { throw missing }
        guard first == second else {
            throw Failure.input("passphrase.different", "The two passphrases differ. Nothing was changed.")
        }
        return first
    }

    private static var environmentFile: String? {
        ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The first line of a file.
    private static func fromFile(_ path: String?) throws -> String? {
        guard let path else { return nil }
        let bytes = try Files.read(path, maximum: maximumBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure.input("passphrase.encoding", "The passphrase file is not UTF-8 text.")
        }
        return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).first.map { String($0) } ?? ""
    }

    private static let missing = Failure(
        "passphrase.missing", "A passphrase is needed, and there is no terminal to ask for it.",
        advice: "Name a file that holds it with --passphrase-file or \(variable).", status: .locked)
}
