import Foundation
import Sealing
import Testing

@testable import SealedRecord

@Suite struct PayloadMemoryTests {
    /// A study of any size is sealed and opened in flat memory. 256 MiB pass from the sealer to the opener, in a
    /// process of their own so that its peak is theirs alone.
    @Test func `a large stream is sealed and opened in flat memory`() async {
        await #expect(processExitsWith: .success) {
            let residentBefore = try status("VmRSS")
            try streamThrough(chunk: patternedContent(1 << 20), chunks: 256)
            let growth = try status("VmHWM") - residentBefore
            #expect(growth < 24 << 20, "grew by \(growth) bytes")
        }
    }
}

/// A value of /proc/self/status in bytes.
private func status(_ name: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + ":") })
    return try #require(Int(line.dropFirst(name.count + 1).dropLast(2).filter(\.isNumber))) * 1024
}

/// Seals and opens `chunks` times `chunk` and compares every byte that comes back.
private func streamThrough(chunk: [UInt8], chunks: Int) throws {
    let dataKey = DataKey(secret: .random())
    let binding = PayloadBinding(try record("large", .imaging))
    var sealer = try PayloadSealer(
        dataKey: dataKey, binding: binding, metadata: .init(mediaType: "application/dicom"),
        contentByteCount: UInt64(chunk.count * chunks))
    var opener = PayloadOpener(dataKey: dataKey, binding: binding)
    var sealed: [UInt8] = []
    var content: [UInt8] = []
    var passed = 0
    var matches = true
    func compare() {
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
        #expect(sealed.count <= chunk.count + 3 * 65_552 && content.count <= chunk.count + 3 * 65_552)
        sealed.removeAll(keepingCapacity: true)
        content.removeAll(keepingCapacity: true)
    }
    for _ in 0..<chunks {
        try sealer.update(chunk, into: &sealed)
        try opener.update(sealed, into: &content)
        compare()
    }
    var hasMore = true
    while hasMore {
        hasMore = try sealer.finishPart(into: &sealed)
        try opener.update(sealed, into: &content)
        compare()
    }
    try opener.finish()
    #expect(matches)
    #expect(passed == chunk.count * chunks)
}
