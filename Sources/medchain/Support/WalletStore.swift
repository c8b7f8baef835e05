import Foundation
import LedgerFormat
import Wallet

/// The wallets on this device: `$MEDCHAIN_HOME` (`~/.medchain`), one `NAME.wallet` each.
struct WalletStore {
    /// The folder.
    let folder: String
    private static let suffix = ".wallet"

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        if let home = environment["MEDCHAIN_HOME"], !home.isEmpty {
            folder = home
        } else {
            folder = FileManager.default.homeDirectoryForCurrentUser.appending(path: ".medchain").path
        }
    }

    /// The names of all wallets, sorted.
    var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }.sorted()
    }

    /// Where a wallet lies: a name in the store, or the path of a wallet file.
    func path(of wallet: String) throws -> String {
        if wallet.contains("/") || wallet.hasSuffix(Self.suffix) { return wallet }
        _ = try UserName(wallet)
        return "\(folder)/\(wallet)\(Self.suffix)"
    }

    /// The wallet that was named, by `--as`, by `MEDCHAIN_WALLET`, or the only one there is. Throws `wallet.which`.
    func chosen(
        _ named: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> String {
        if let named { return named }
        if let named = environment["MEDCHAIN_WALLET"], !named.isEmpty { return named }
        let names = self.names
        if let only = names.first, names.count == 1 { return only }
        if names.isEmpty {
            throw Failure(
                "wallet.none", "There is no wallet on this device yet.",
                advice: "Make one with: medchain wallet create NAME", status: .usage)
        }
        throw Failure(
            "wallet.which", "There are several wallets on this device.",
            advice: "Choose one with --as or MEDCHAIN_WALLET: \(names.joined(separator: ", "))", status: .usage)
    }

    /// Reads a wallet. Throws `wallet.unknown`, `wallet.file`.
    func read(_ wallet: String) throws -> WalletFile {
        let path = try path(of: wallet)
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure.input(
                "wallet.unknown", "There is no wallet \(Files.name(wallet)) on this device.",
                advice: names.isEmpty
                    ? "Make one with: medchain wallet create NAME" : "There are: \(names.joined(separator: ", "))")
        }
        return try WalletFile(parsing: Files.read(path, maximum: WalletFile.maximumBytes))
    }

    /// Keeps a new wallet. Throws `wallet.exists`.
    func create(_ file: WalletFile, as wallet: String) throws {
        let path = try requireFree(wallet)
        try Files.makeFolder((path as NSString).deletingLastPathComponent)
        try Files.create(path, file.encoded)
    }

    /// Where a new wallet will lie. Throws `wallet.exists`.
    @discardableResult
    func requireFree(_ wallet: String) throws -> String {
        let path = try path(of: wallet)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure.input(
                "wallet.exists", "There is a wallet of this name on this device already.",
                advice: "Choose another name, or remove it with: medchain wallet forget NAME")
        }
        return path.contains("/") ? path : "./" + path
    }

    /// Replaces a wallet's file.
    func replace(_ file: WalletFile, as wallet: String) throws { try Files.replace(try path(of: wallet), file.encoded) }

    /// Removes a wallet from this device.
    func remove(_ wallet: String) throws { try FileManager.default.removeItem(atPath: try path(of: wallet)) }
}
