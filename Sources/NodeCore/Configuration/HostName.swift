internal import Foundation

/// A machine as a description or a configuration names it: an IPv4 address or a host name.
struct HostName: Hashable {
    let text: String
    /// The four bytes of the address, where it is one.
    let address: [UInt8]?

    /// Nil for what is neither.
    init?(_ text: String) {
        self.text = text
        var bytes = in_addr()
        if inet_pton(AF_INET, text, &bytes) == 1 {
            address = withUnsafeBytes(of: &bytes.s_addr) { Array($0) }
            return
        }
        address = nil
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isHostName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.utf8.first != 0x2D && label.utf8.last != 0x2D
                && label.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D
                }
        }
        // A last label of digits alone is an address that is wrong.
        guard isHostName, text.utf8.count <= 253, labels.last?.contains(where: \.isLetter) == true else { return nil }
    }

    /// Whether only its own machine reaches it.
    var isLoopback: Bool { address?.first == 127 || text == "localhost" }

    /// What to bind to, in order to be reached at it.
    var listening: String { address == nil ? (isLoopback ? "127.0.0.1" : "0.0.0.0") : text }
}
