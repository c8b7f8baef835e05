public import Crypto

/// Key material of a fixed length. Its memory is cleared when the last copy goes (swift-crypto's `SymmetricKey` does
/// that); it compares in constant time and never prints its content.
public struct SecretBytes: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The material, for HKDF and ciphers.
    public let symmetricKey: SymmetricKey

    /// Copies bytes into protected storage; clearing the source is the caller's.
    public init(_ bytes: some Collection<UInt8>) {
        var copy = Array(bytes)
        symmetricKey = copy.withUnsafeBytes { SymmetricKey(data: $0) }
        wipe(&copy)
    }

    /// Takes a key as it is.
    public init(_ key: SymmetricKey) {
        symmetricKey = key
    }

    /// Fresh random bytes of the operating system's generator.
    public static func random(count: Int = 32) -> SecretBytes {
        SecretBytes(SymmetricKey(size: SymmetricKeySize(bitCount: count * 8)))
    }

    /// Number of bytes.
    public var count: Int { symmetricKey.bitCount / 8 }

    /// Runs `body` on the bytes, which it must not keep.
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try symmetricKey.withUnsafeBytes(body)
    }

    /// A plain copy of the bytes, for storing inside another sealed format.
    public func exposedBytes() -> [UInt8] {
        withUnsafeBytes { Array($0) }
    }

    /// The concatenation of both.
    public static func + (left: SecretBytes, right: SecretBytes) -> SecretBytes {
        var bytes = left.exposedBytes()
        bytes.append(contentsOf: right.exposedBytes())
        defer { wipe(&bytes) }
        return SecretBytes(bytes)
    }

    /// Always `<secret>`.
    public var description: String { "<secret>" }
    /// Always `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// Shows nothing to `dump` and debuggers that reflect.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Overwrites a buffer that held key material. Not inlined, so that the stores are not dropped as dead.
@inline(never)
package func wipe(_ bytes: inout [UInt8]) {
    bytes.withUnsafeMutableBytes { buffer in
        _ = buffer.initializeMemory(as: UInt8.self, repeating: 0)
    }
}
