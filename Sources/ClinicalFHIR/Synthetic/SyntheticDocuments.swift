/// Small valid documents of our own making, for the demonstration and for tests. The same arguments give the same
/// bytes.
public enum SyntheticDocuments {
    /// A PDF of one page with a title and lines of plain ASCII text (other characters become "?").
    public static func pdf(title: String, lines: [String]) -> [UInt8] {
        func escaped(_ text: String) -> String {
            String(
                text.unicodeScalars.map { scalar -> String in
                    switch scalar {
                    case "(", ")", "\\": "\\" + String(Character(scalar))
                    case " "..."~": String(Character(scalar))
                    default: "?"
                    }
                }.joined())
        }
        var content = "BT /F1 18 Tf 56 780 Td (\(escaped(title))) Tj /F1 11 Tf 0 -34 Td 15 TL\n"
        for line in lines.prefix(45) { content += "(\(escaped(line))) Tj T*\n" }
        content += "ET\n"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)endstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Title (\(escaped(title))) >>",
        ]
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info 6 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }

    /// A grey PNG: a drawn curve, as a laboratory instrument prints one.
    public static func png(width: Int = 160, height: Int = 100, seed: UInt64 = 1) -> [UInt8] {
        var generator = SyntheticGenerator(seed: seed)
        var pixels = [UInt8](repeating: 0xFF, count: width * height)
        var level = height / 2
        for column in 0..<width {
            level = min(height - 3, max(2, level + generator.number(in: -3...3)))
            for row in level - 1...level + 1 { pixels[row * width + column] = 0x20 }
        }
        var rows: [UInt8] = []
        for row in 0..<height { rows += [0] + pixels[row * width..<(row + 1) * width] }
        let header = big32(width) + big32(height) + [8, 0, 0, 0, 0]
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        return signature + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
    }

    /// A DICOM file: one CT slice of a phantom (a body with two discs), 16 bit, explicit VR little endian.
    ///
    /// - Parameters:
    ///   - studyDate: yyyy-mm-dd.
    ///   - description: study description, ASCII, at most 64 characters are kept.
    public static func dicom(
        size: Int = 96, studyDate: String = "2025-11-03", description: String = "CT chest, phantom", seed: UInt64 = 1
    ) -> [UInt8] {
        var generator = SyntheticGenerator(seed: seed)
        let unique = (0..<4).map { _ in "2.25." + String(generator.next()) }
        let ctImageStorage = "1.2.840.10008.5.1.4.1.1.2"
        let date = studyDate.replacing("-", with: "")
        let text = String(description.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" }.prefix(64))
        let meta =
            element(0x0002, 0x0001, "OB", [0, 1]) + string(0x0002, 0x0002, "UI", ctImageStorage)
            + string(0x0002, 0x0003, "UI", unique[0]) + string(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1")
            + string(0x0002, 0x0012, "UI", "2.25.302402190178519")
        var body =
            string(0x0008, 0x0016, "UI", ctImageStorage) + string(0x0008, 0x0018, "UI", unique[0])
            + string(0x0008, 0x0020, "DA", date) + string(0x0008, 0x0030, "TM", "101500")
            + string(0x0008, 0x0050, "SH", "") + string(0x0008, 0x0060, "CS", "CT")
            + string(0x0008, 0x0070, "LO", "") + string(0x0008, 0x0090, "PN", "")
            + string(0x0008, 0x1030, "LO", text)
        body +=
            string(0x0010, 0x0010, "PN", "Phantom^Demo") + string(0x0010, 0x0020, "LO", "PHANTOM")
            + string(0x0010, 0x0030, "DA", "") + string(0x0010, 0x0040, "CS", "O")
            + string(0x0018, 0x0015, "CS", "CHEST") + string(0x0018, 0x0050, "DS", "5")
        body +=
            string(0x0020, 0x000D, "UI", unique[1]) + string(0x0020, 0x000E, "UI", unique[2])
            + string(0x0020, 0x0010, "SH", "1") + string(0x0020, 0x0011, "IS", "1") + string(0x0020, 0x0013, "IS", "1")
        body +=
            short(0x0028, 0x0002, 1) + string(0x0028, 0x0004, "CS", "MONOCHROME2") + short(0x0028, 0x0010, size)
            + short(0x0028, 0x0011, size) + string(0x0028, 0x0030, "DS", "1\\1") + short(0x0028, 0x0100, 16)
            + short(0x0028, 0x0101, 16) + short(0x0028, 0x0102, 15) + short(0x0028, 0x0103, 0)
        body += string(0x0028, 0x1052, "DS", "-1024") + string(0x0028, 0x1053, "DS", "1")
        body += element(0x7FE0, 0x0010, "OW", phantom(size, &generator))
        let length = element(0x0002, 0x0000, "UL", little32(meta.count))
        return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length + meta + body
    }

    private static func phantom(_ size: Int, _ generator: inout SyntheticGenerator) -> [UInt8] {
        let middle = size / 2
        var pixels: [UInt8] = []
        pixels.reserveCapacity(size * size * 2)
        func inside(_ x: Int, _ y: Int, _ centreX: Int, _ centreY: Int, _ radius: Int) -> Bool {
            let (across, down) = (x - centreX, y - centreY)
            return across * across + down * down <= radius * radius
        }
        for y in 0..<size {
            for x in 0..<size {
                var value = 24
                if inside(x, y, middle, middle, size * 2 / 5) { value = 1064 }
                let isLung =
                    inside(
                        x, y, middle - size / 6, middle, size / 8) || inside(x, y, middle + size / 6, middle, size / 8)
                if isLung { value = 224 }
                value += generator.number(in: 0...20)
                pixels += [UInt8(value & 0xFF), UInt8(value >> 8)]
            }
        }
        return pixels
    }

    // MARK: DICOM elements

    private static func element(_ group: Int, _ number: Int, _ representation: String, _ value: [UInt8]) -> [UInt8] {
        let head = little16(group) + little16(number) + Array(representation.utf8)
        let isLong = representation == "OB" || representation == "OW"
        return head + (isLong ? [0, 0] + little32(value.count) : little16(value.count)) + value
    }

    private static func string(_ group: Int, _ number: Int, _ representation: String, _ value: String) -> [UInt8] {
        var bytes = Array(value.utf8)
        if bytes.count % 2 == 1 { bytes.append(representation == "UI" ? 0 : 0x20) }
        return element(group, number, representation, bytes)
    }

    private static func short(_ group: Int, _ number: Int, _ value: Int) -> [UInt8] {
        element(group, number, "US", little16(value))
    }

    private static func little16(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

    private static func little32(_ value: Int) -> [UInt8] { little16(value & 0xFFFF) + little16(value >> 16) }

    private static func big32(_ value: Int) -> [UInt8] { little32(value).reversed() }

    // MARK: PNG

    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + body
        return big32(body.count) + named + big32(Int(CRC32.of(named)))
    }

    /// zlib (RFC 1950) with stored blocks: no compression, so no code for it.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x78, 0x01]
        var offset = 0
        repeat {
            let count = min(65_535, bytes.count - offset)
            out.append(offset + count == bytes.count ? 1 : 0)
            out += little16(count) + little16(~count & 0xFFFF) + bytes[offset..<offset + count]
            offset += count
        } while offset < bytes.count
        var (low, high) = (1, 0)
        for byte in bytes {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return out + big32(high << 16 | low)
    }
}

/// SplitMix64: small, and the same on every machine.
struct SyntheticGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(in: 0...elements.count - 1)] }

    /// A random UUID (version 4 bits set) in lower case.
    mutating func uuid() -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for index in 0..<32 {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            let nibble = Int(next() >> 60)
            text.append(index == 12 ? "4" : digits[index == 16 ? 8 | nibble & 3 : nibble])
        }
        return text
    }
}
