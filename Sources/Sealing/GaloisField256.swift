/// GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1 (0x11b). No branch and no index depends on an operand.
enum GaloisField256 {
    static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var left = left
        var product: UInt8 = 0
        for bit: UInt8 in 0..<8 {
            product ^= left & (0 &- (right >> bit & 1))
            left = left << 1 ^ (0x1b & (0 &- (left >> 7)))
        }
        return product
    }

    /// The multiplicative inverse as value^254; 0 gives 0.
    static func inverse(_ value: UInt8) -> UInt8 {
        var result: UInt8 = 1
        var power = value
        for _ in 0..<7 {
            power = multiply(power, power)
            result = multiply(result, power)
        }
        return result
    }
}
