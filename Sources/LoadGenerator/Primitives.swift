internal import Crypto
internal import Dispatch
internal import Foundation
public import LedgerFormat

/// What the machine and the libraries give at best, measured in this process: what other figures are held against.
public enum Primitives {
    /// Measures, for about `seconds` each. `folder` is where the disk is written to. Throws what Crypto and files
    /// throw.
    public static func measure(seconds: Double, folder: String) throws -> JSONObject {
        let verification = try Signatures()
        let oneCore = verification.rate(threads: 1, seconds: seconds)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let allCores = verification.rate(threads: cores, seconds: seconds)
        var sync = try synchronisations(folder: folder, seconds: seconds)
        return [
            "cores": .integer(Int64(cores)),
            "p256VerificationsPerSecondOneCore": .integer(Int64(oneCore)),
            "p256VerificationsPerSecondAllCores": .integer(Int64(allCores)),
            "p256SignaturesPerSecondOneCore": .integer(Int64(try signatures(seconds: seconds))),
            "sha256MegabytesPerSecond": .integer(Int64(hashing(seconds: seconds))),
            "aes256gcmMegabytesPerSecond": .integer(Int64(try sealing(seconds: seconds))),
            "writeAndSynchronise": .object(sync.summary()),
        ]
    }

    /// Signatures of the size of the load's, each under another of 64 keys, with the node's own verification.
    private struct Signatures: Sendable {
        private let items: [(message: [UInt8], signature: ES256Signature, key: P256.Signing.PublicKey)]

        init() throws {
            items = try (0..<64).map { number in
                let key = P256.Signing.PrivateKey()
                let message = [UInt8](repeating: UInt8(number), count: 700)
                let raw = Array(try key.signature(for: message).rawRepresentation)
                return (message, try ES256Signature(normalizing: raw), key.publicKey)
            }
        }

        func rate(threads: Int, seconds: Double) -> Double {
            let start = DispatchTime.now().uptimeNanoseconds
            let end = start + UInt64(seconds * 1e9)
            let counts = [Int](unsafeUninitializedCapacity: threads) { buffer, count in
                // Each call writes its own element.
                nonisolated(unsafe) let first = buffer.baseAddress
                DispatchQueue.concurrentPerform(iterations: threads) { thread in
                    var done = 0
                    var holds = true
                    while DispatchTime.now().uptimeNanoseconds < end {
                        for item in items { holds = item.signature.verifies(item.message, with: item.key) && holds }
                        done += items.count
                    }
                    first?.advanced(by: thread).initialize(to: holds ? done : 0)
                }
                count = threads
            }
            return Double(counts.reduce(0, +)) / (Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
        }
    }

    /// Calls `body`, which says how much it has done, until the time is over. Returns how much a second.
    private static func rate(_ seconds: Double, _ body: () throws -> Int) rethrows -> Double {
        let start = DispatchTime.now().uptimeNanoseconds
        let end = start + UInt64(seconds * 1e9)
        var done = 0
        while DispatchTime.now().uptimeNanoseconds < end { done += try body() }
        return Double(done) / (Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    }

    private static func signatures(seconds: Double) throws -> Double {
        let key = P256.Signing.PrivateKey()
        let message = [UInt8](repeating: 7, count: 700)
        return try rate(seconds) {
            for _ in 0..<32 { _ = try key.signature(for: message) }
            return 32
        }
    }

    private static func hashing(seconds: Double) -> Double {
        let data = [UInt8](repeating: 7, count: 1 << 20)
        return rate(seconds) {
            _ = SHA256.hash(data: data)
            return data.count
        } / 1e6
    }

    private static func sealing(seconds: Double) throws -> Double {
        let key = SymmetricKey(size: .bits256)
        let data = [UInt8](repeating: 7, count: 65_536)
        return try rate(seconds) {
            _ = try AES.GCM.seal(data, using: key)
            return data.count
        } / 1e6
    }

    /// How long it takes to append 4 KiB to a file and to have it on the medium.
    private static func synchronisations(folder: String, seconds: Double) throws -> Latencies {
        let path = folder + "/medchain-bench-\(UUID().uuidString)"
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw LoadError("bench.folder", "Nothing can be written in that folder.") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 7, count: 4_096)
        var latencies = Latencies()
        let end = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9)
        while DispatchTime.now().uptimeNanoseconds < end {
            let start = DispatchTime.now().uptimeNanoseconds
            guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                throw LoadError("bench.folder", "The folder's medium fails.")
            }
            latencies.add(nanoseconds: DispatchTime.now().uptimeNanoseconds - start)
        }
        return latencies
    }
}
