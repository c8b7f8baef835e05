import Foundation
import TestSupport
import Testing

@testable import Sealing

@Suite struct ShamirSharingTests {
    @Test func `the field is that of AES`() {
        // FIPS 197, section 4.2 and the S-box's inverse of 0x53.
        #expect(GaloisField256.multiply(0x57, 0x83) == 0xc1)
        #expect(GaloisField256.multiply(0x57, 0x13) == 0xfe)
        #expect(GaloisField256.inverse(0x53) == 0xca)
        #expect(GaloisField256.inverse(0) == 0)
        for value in UInt8(1)...255 {
            #expect(GaloisField256.multiply(value, GaloisField256.inverse(value)) == 1)
        }
    }

    @Test(arguments: [(1, 1), (1, 3), (2, 2), (2, 3), (3, 5), (4, 7), (5, 5), (20, 40)])
    func `any k shares give the secret back`(k: Int, n: Int) throws {
        var generator = SeededGenerator(seed: UInt64(k * 1000 + n))
        for _ in 0..<4 {
            let secret = SecretBytes.random()
            let shares = try ShamirSharing.split(secret, threshold: k, count: n).shuffled(using: &generator)
            #expect(Set(shares.map(\.x)) == Set(1...UInt8(n)))
            #expect(try ShamirSharing.combine(Array(shares.prefix(k)), threshold: k) == secret)
            #expect(try ShamirSharing.combine(shares, threshold: k) == secret)
            expectCode(.shamirTooFewShares) {
                _ = try ShamirSharing.combine(Array(shares.prefix(k - 1)), threshold: k)
            }
            if k > 1 {
                let other = try ShamirSharing.combine(Array(shares.prefix(k - 1)), threshold: k - 1)
                #expect(other != secret)
            }
        }
    }

    @Test func `the largest set works`() throws {
        let secret = SecretBytes.random()
        let shares = try ShamirSharing.split(secret, threshold: 3, count: 255)
        #expect(try ShamirSharing.combine(shares.suffix(3), threshold: 3) == secret)
    }

    @Test func `misuse and forged shares are refused`() throws {
        let shares = try ShamirSharing.split(.random(), threshold: 2, count: 3)
        for (k, n) in [(0, 1), (2, 1), (1, 0), (1, 256), (256, 256), (-1, 3)] {
            expectCode(.shamirThresholdInvalid) { _ = try ShamirSharing.split(.random(), threshold: k, count: n) }
        }
        expectCode(.shamirThresholdInvalid) { _ = try ShamirSharing.combine(shares, threshold: 0) }
        expectCode(.shamirLengthInvalid) {
            _ = try ShamirSharing.split(.random(count: 16), threshold: 1, count: 1)
        }
        expectCode(.shamirIndexInvalid) { _ = try SecretShare(x: 0, y: .random()) }
        expectCode(.shamirLengthInvalid) { _ = try SecretShare(x: 1, y: .random(count: 31)) }
        expectCode(.shamirDuplicateShare) { _ = try ShamirSharing.combine([shares[0], shares[0]], threshold: 2) }
        let forged = try SecretShare(x: 3, y: .random())
        expectCode(.shamirInconsistent) {
            _ = try ShamirSharing.combine([shares[0], shares[1], forged], threshold: 2)
        }
    }
}
