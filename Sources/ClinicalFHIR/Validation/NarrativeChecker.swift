/// Checks a narrative's XHTML as far as it concerns safety and form (https://hl7.org/fhir/R4/narrative.html#xhtml):
/// well
/// nested, one `div` around everything, only the elements and attributes that FHIR allows, some content.
enum NarrativeChecker {
    private static let elements: Set<String> = [
        "div", "p", "b", "i", "u", "em", "strong", "span", "small", "big", "tt", "code", "pre", "samp", "kbd", "var",
        "cite", "dfn", "abbr", "acronym", "blockquote", "q", "sub", "sup", "br", "hr", "h1", "h2", "h3", "h4", "h5",
        "h6",
        "ul", "ol", "li", "dl", "dt", "dd", "a", "img", "map", "area", "table", "caption", "colgroup", "col", "thead",
        "tbody", "tfoot", "tr", "th", "td", "address", "ins", "del", "s", "strike", "bdo", "center", "font",
    ]

    /// Why the narrative is not allowed, or nil.
    static func problem(in text: String) -> String? {
        let bytes = Array(text.utf8)
        var position = 0
        var open: [String] = []
        var hasContent = false
        var hasRoot = false
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<") else {
                if open.isEmpty && !isWhiteSpace(bytes[position]) { return "text outside the div" }
                if !isWhiteSpace(bytes[position]) { hasContent = true }
                position += 1
                continue
            }
            if starts(bytes, position, "<!--") {
                guard let end = find(bytes, position + 4, "-->") else { return "a comment that does not end" }
                position = end
                continue
            }
            guard let end = tagEnd(bytes, position) else { return "a tag that does not end" }
            let tag = String(decoding: bytes[position + 1..<end - 1], as: UTF8.self)
            position = end
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst().trimmingWhiteSpace() else { return "tags that do not nest" }
                continue
            }
            let isClosed = tag.hasSuffix("/")
            let body = isClosed ? String(tag.dropLast()) : tag
            let name = String(body.prefix { !$0.isWhitespace })
            guard elements.contains(name) else { return "an element that FHIR's narrative does not allow" }
            if open.isEmpty {
                guard name == "div", !hasRoot else { return "the narrative is not one div" }
                hasRoot = true
            }
            if name == "img" { hasContent = true }
            if let problem = attributeProblem(String(body.dropFirst(name.count))) { return problem }
            if !isClosed { open.append(name) }
        }
        if !hasRoot { return "the narrative is not one div" }
        if !open.isEmpty { return "a tag that is not closed" }
        return hasContent ? nil : "txt-2: the narrative has no content"
    }

    private static func attributeProblem(_ text: String) -> String? {
        var rest = text[...].drop { $0.isWhitespace }
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && !$0.isWhitespace }.lowercased()
            guard let equals = rest.firstIndex(of: "=") else { return "an attribute without value" }
            rest = rest[rest.index(after: equals)...].drop { $0.isWhitespace }
            guard let quote = rest.first, quote == "\"" || quote == "'",
                let end = rest.dropFirst().firstIndex(of: quote)
            else { return "an attribute that is not quoted" }
            let value = rest[rest.index(after: rest.startIndex)..<end].lowercased()
            if name.hasPrefix("on") { return "an event handler" }
            if name == "href" || name == "src", value.filter({ !$0.isWhitespace }).hasPrefix("javascript:") {
                return "a script"
            }
            rest = rest[rest.index(after: end)...].drop { $0.isWhitespace }
        }
        return nil
    }

    /// The position after the `>` that ends the tag at `start`, minding quotes.
    private static func tagEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
        var quote: UInt8?
        for index in start + 1..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "<") {
                return nil
            } else if byte == UInt8(ascii: ">") {
                return index + 1
            }
        }
        return nil
    }

    private static func starts(_ bytes: [UInt8], _ position: Int, _ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private static func find(_ bytes: [UInt8], _ start: Int, _ text: String) -> Int? {
        let pattern = Array(text.utf8)
        var index = start
        while index + pattern.count <= bytes.count {
            if bytes[index..<index + pattern.count].elementsEqual(pattern) { return index + pattern.count }
            index += 1
        }
        return nil
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension StringProtocol {
    func trimmingWhiteSpace() -> String {
        var text = Substring(self).drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
