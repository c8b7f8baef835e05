/// One share of a 32-byte secret.
public struct SecretShare: Sendable, Equatable {
    /// Where the polynomial was evaluated, 1 to 255.
    public let x: UInt8
    /// The 32 bytes there.
    public let y: SecretBytes

    /// - Throws: `shamir.indexInvalid`, `shamir.lengthInvalid`.
    public init(x: UInt8, y: SecretBytes) throws {
        guard x != 0 else { throw SealingError(.shamirIndexInvalid, "a share's x is 1 to 255") }
        guard y.count == ShamirSharing.secretByteCount else {
            throw SealingError(.shamirLengthInvalid, "a share is \(ShamirSharing.secretByteCount) bytes")
        }
        self.x = x
        self.y = y
    }
}

/// Shamir's secret sharing (Communications of the ACM 22, 1979) over GF(2^8), byte by byte.
public enum ShamirSharing {
    /// Length of secret and share.
    public static let secretByteCount = 32

    /// Divides `secret` into `count` shares, x = 1 ... count, of which any `threshold` give it back and fewer say
    /// nothing.
    /// - Throws: `shamir.thresholdInvalid` unless 1 <= threshold <= count <= 255, `shamir.lengthInvalid`.
    public static func split(_ secret: SecretBytes, threshold: Int, count: Int) throws -> [SecretShare] {
        try checkThreshold(threshold, count: count)
        let coefficients = (1..<threshold).map { _ in SecretBytes.random(count: secretByteCount) }
        return try split(secret, coefficients: coefficients, count: count)
    }

    /// The same with given coefficients of x^1, x^2 ..., for test vectors.
    package static func split(_ secret: SecretBytes, coefficients: [SecretBytes], count: Int) throws -> [SecretShare] {
        try checkThreshold(coefficients.count + 1, count: count)
        guard secret.count == secretByteCount else {
            throw SealingError(.shamirLengthInvalid, "the secret is \(secretByteCount) bytes")
        }
        let descending = (coefficients.reversed() + [secret]).map { $0.exposedBytes() }
        return try (1...count).map { position in
            let x = UInt8(position)
            var y = [UInt8](repeating: 0, count: secretByteCount)
            defer { wipe(&y) }
            for coefficient in descending {
                for index in 0..<secretByteCount {
                    y[index] = GaloisField256.multiply(y[index], x) ^ coefficient[index]
                }
            }
            return try SecretShare(x: x, y: SecretBytes(y))
        }
    }

    /// Refuses k and n outside 1 <= k <= n <= 255.
    package static func checkThreshold(_ threshold: Int, count: Int) throws {
        guard (1...255).contains(count), (1...count).contains(threshold) else {
            throw SealingError(.shamirThresholdInvalid, "1 <= k <= n <= 255 does not hold")
        }
    }

    /// Gives the secret back from at least `threshold` shares; those beyond the threshold must agree with the others.
    /// - Throws: `shamir.thresholdInvalid`, `shamir.tooFewShares`, `shamir.duplicateShare`, `shamir.inconsistent`.
    public static func combine(_ shares: [SecretShare], threshold: Int) throws -> SecretBytes {
        try checkThreshold(threshold, count: 255)
        guard Set(shares.map(\.x)).count == shares.count else {
            throw SealingError(.shamirDuplicateShare, "two shares have one x")
        }
        guard shares.count >= threshold else {
            throw SealingError(.shamirTooFewShares, "\(shares.count) shares of the \(threshold) that it takes")
        }
        let chosen = Array(shares.prefix(threshold))
        for extra in shares.dropFirst(threshold) {
            guard interpolate(chosen, at: extra.x) == extra.y else {
                throw SealingError(.shamirInconsistent, "the shares do not belong together")
            }
        }
        return interpolate(chosen, at: 0)
    }

    /// Lagrange interpolation; the basis depends on the public x alone.
    private static func interpolate(_ shares: [SecretShare], at position: UInt8) -> SecretBytes {
        var value = [UInt8](repeating: 0, count: secretByteCount)
        defer { wipe(&value) }
        for share in shares {
            var basis: UInt8 = 1
            for other in shares where other.x != share.x {
                let quotient = GaloisField256.multiply(
                    position ^ other.x, GaloisField256.inverse(share.x ^ other.x))
                basis = GaloisField256.multiply(basis, quotient)
            }
            share.y.withUnsafeBytes { y in
                for index in 0..<secretByteCount {
                    value[index] ^= GaloisField256.multiply(y[index], basis)
                }
            }
        }
        return SecretBytes(value)
    }
}
