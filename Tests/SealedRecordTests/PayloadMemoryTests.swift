import Foundation
import Sealing
import Testing

@testable import SealedRecord

@Suite(.serialized) struct PayloadMemoryTests {
    /// A value of /proc/self/status in bytes.
    private func status(_ name: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + ":") })
        return try #require(Int(line.split(separator: " ")[1])) * 1024
    }

    /// A study of any size is sealed and opened in flat memory. 256 MiB pass from the sealer to the opener in chunks.
    @Test func `a large stream is sealed and opened in flat memory`() throws {
        let chunk = patternedContent(1 << 20)
        let chunks = 256
        let dataKey = DataKey(secret: .random())
        let binding = PayloadBinding(try record("large", .imaging))
        var sealer = try PayloadSealer(
            dataKey: dataKey, binding: binding, metadata: .init(mediaType: "application/dicom"),
            contentByteCount: UInt64(chunk.count * chunks))
        var opener = PayloadOpener(dataKey: dataKey, binding: binding)
        var sealed: [UInt8] = []
        var content: [UInt8] = []
        var largestBuffer = 0
        var passed = 0
        var matches = true
        var residentBefore = 0
        for round in 0..<chunks {
            sealed.removeAll(keepingCapacity: true)
            content.removeAll(keepingCapacity: true)
            try sealer.update(chunk, into: &sealed)
            try opener.update(sealed, into: &content)
            largestBuffer = max(largestBuffer, sealed.count, content.count)
            let expectedStart = passed % chunk.count
            let tail = min(content.count, chunk.count - expectedStart)
            content.withUnsafeBytes { opened in
                chunk.withUnsafeBytes { expected in
                    guard let start = opened.baseAddress, let pattern = expected.baseAddress else { return }
                    matches = matches && memcmp(start, pattern + expectedStart, tail) == 0
                    matches = matches && memcmp(start + tail, pattern, opened.count - tail) == 0
                }
            }
            passed += content.count
            if round == 8 { residentBefore = try status("VmRSS") }
        }
        sealed.removeAll(keepingCapacity: true)
        content.removeAll(keepingCapacity: true)
        try sealer.finish(into: &sealed)
        try opener.update(sealed, into: &content)
        try opener.finish()
        passed += content.count
        #expect(matches)
        #expect(passed == chunk.count * chunks)
        #expect(largestBuffer <= chunk.count + 3 * 65_552)
        // Other tests of the process run beside this one; what would grow with the stream is 256 MiB and more.
        #expect(try status("VmRSS") - residentBefore < 96 << 20)
    }
}
