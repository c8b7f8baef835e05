/// The basic structure of PDF, PNG and JPEG: enough to know that a file is one and is whole.
enum ImageStructure {
    /// The version in the header; a cross-reference pointer and the end mark must stand in the last 2 KiB.
    static func checkPDF(_ reader: DocumentReader) throws(FHIRError) -> String {
        let header = try reader.slice(5, 3)
        guard [0x31, 0x32].contains(header[0]), header[1] == 0x2E, (0x30...0x39).contains(header[2]) else {
            throw FHIRError(.documentDamaged, "the PDF header names no version")
        }
        guard let end = reader.last("%%EOF", within: 2048), let pointer = reader.last("startxref", within: 2048),
            pointer < end
        else { throw FHIRError(.documentDamaged, "the PDF has no end") }
        return String(decoding: header, as: UTF8.self)
    }

    /// Every chunk lies in the file with a right check sum, IHDR first, IEND last, image data between.
    static func checkPNG(_ reader: DocumentReader) throws(FHIRError) -> (width: Int, height: Int) {
        var offset = 8
        var size: (width: Int, height: Int)?
        var hasData = false
        while true {
            let length = try reader.big32(offset)
            let body = try reader.slice(offset + 4, 4 + length)
            guard CRC32.of(body) == UInt32(try reader.big32(offset + 8 + length)) else {
                throw FHIRError(.documentDamaged, "a PNG chunk's check sum is wrong")
            }
            let name = String(decoding: body.prefix(4), as: UTF8.self)
            if size == nil {
                guard name == "IHDR", length == 13 else {
                    throw FHIRError(.documentDamaged, "the PNG does not begin with its header")
                }
                size = (try reader.big32(offset + 8), try reader.big32(offset + 12))
            }
            if name == "IDAT" { hasData = true }
            offset += 12 + length
            if name == "IEND" { break }
        }
        guard let size, size.width > 0, size.height > 0, hasData, offset == reader.count else {
            throw FHIRError(.documentDamaged, "the PNG has no image, or something follows it")
        }
        return size
    }

    /// Segments up to the scan lie in the file, a frame header gives the size, the end marker ends the file (zero bytes
    /// and line ends after it are let pass).
    static func checkJPEG(_ reader: DocumentReader) throws(FHIRError) -> (width: Int, height: Int) {
        var offset = 2
        var size: (width: Int, height: Int)?
        while true {
            guard try reader.byte(offset) == 0xFF else { throw FHIRError(.documentDamaged, "a JPEG marker is missing") }
            var marker = try reader.byte(offset + 1)
            while marker == 0xFF {
                offset += 1
                marker = try reader.byte(offset + 1)
            }
            let length = try reader.big16(offset + 2)
            guard length >= 2, offset + 2 + length <= reader.count else { throw DocumentReader.cut }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                size = (try reader.big16(offset + 7), try reader.big16(offset + 5))
            }
            offset += 2 + length
            if marker == 0xDA { break }
        }
        var end = reader.count
        while end > offset, [0x00, 0x0A, 0x0D].contains(reader.bytes[end - 1]) { end -= 1 }
        guard let size, size.width > 0, size.height > 0, reader.has([0xFF, 0xD9], at: end - 2), end - 2 >= offset else {
            throw FHIRError(.documentDamaged, "the JPEG has no frame or no end")
        }
        return size
    }
}

/// CRC-32 as PNG uses it (ISO 3309).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }
}
