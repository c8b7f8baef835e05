import Foundation

/// Readings of FHIR's data types as people write them. Nothing here judges; it only words what the record says.
extension FHIRJSONValue {
    /// A CodeableConcept or Coding in words: its text, else a display, else its code.
    var concept: String? {
        if let text = self["text"]?.string { return text }
        let codings = self["coding"]?.elements ?? []
        for coding in codings { if let display = coding["display"]?.string { return display } }
        for coding in codings { if let code = coding["code"]?.string { return code } }
        return self["display"]?.string ?? self["code"]?.string
    }

    /// The first code of a CodeableConcept.
    var firstCode: String? { self["coding"]?.elements.first?["code"]?.string }

    func hasCode(system: String, _ codes: Set<String>) -> Bool {
        (self["coding"]?.elements ?? []).contains {
            $0["system"]?.string == system && codes.contains($0["code"]?.string ?? "")
        }
    }

    /// A Reference in words: its display, else its identifier's value, else nothing (an id tells people nothing).
    var referenceText: String? { self["display"]?.string ?? self["identifier"]?["value"]?.string }

    /// A Quantity: comparator, value exactly as recorded, unit.
    var quantity: String? {
        guard let value = self["value"]?.number else { return nil }
        let unit = self["unit"]?.string ?? self["code"]?.string
        let space = unit == "%" ? "" : " "
        return (self["comparator"]?.string ?? "") + value + (unit.map { $0 == "1" ? "" : space + $0 } ?? "")
    }

    /// A Quantity for a title: what is written to more than four places, as computed values are, is rounded.
    var shortQuantity: String? {
        guard let exact = quantity, let literal = self["value"]?.number,
            let point = literal.firstIndex(of: "."), literal.distance(from: point, to: literal.endIndex) > 5,
            !literal.utf8.contains(where: { $0 | 0x20 == 0x65 }), let value = Double(literal)
        else { return quantity }
        let rounded = String(format: abs(value) >= 1 ? "%.2f" : "%.3g", value)
        return exact.replacing(literal, with: rounded)
    }

    /// A Range or Observation.referenceRange: "3.5 to 5.1 mmol/L", "below 5 %", "above 3".
    var rangeText: String? {
        switch (self["low"], self["high"]) {
        case (let low?, let high?):
            guard let highText = high.quantity else { return nil }
            return (low["value"]?.number).map { "\($0) to \(highText)" }
        case (let low?, nil): return low.quantity.map { "\($0) or more" }
        case (nil, let high?): return high.quantity.map { "\($0) or less" }
        case (nil, nil): return self["text"]?.string
        }
    }

    /// A Period: "2020-01-01 to 2020-02-01", "since 2020-01-01".
    var period: String? {
        switch (self["start"]?.string, self["end"]?.string) {
        case (let start?, let end?):
            let (from, to) = (FHIRReading.date(start), FHIRReading.date(end))
            return from == to ? from : "\(from) to \(to)"
        case (let start?, nil): return "since \(FHIRReading.date(start))"
        case (nil, let end?): return "until \(FHIRReading.date(end))"
        default: return nil
        }
    }

    /// A HumanName, the way it is spoken.
    var humanName: String? {
        if let text = self["text"]?.string { return text }
        let parts =
            (self["prefix"]?.elements ?? []) + (self["given"]?.elements ?? []) + [self["family"]].compactMap { $0 }
            + (self["suffix"]?.elements ?? [])
        let name = parts.compactMap(\.string).joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    /// An Address on one line.
    var address: String? {
        if let text = self["text"]?.string { return text }
        let town = [self["postalCode"]?.string, self["city"]?.string].compactMap { $0 }.joined(separator: " ")
        let parts =
            (self["line"]?.elements.compactMap(\.string) ?? []) + [town]
            + [self["state"]?.string, self["country"]?.string].compactMap { $0 }
        let text = parts.filter { !$0.isEmpty }.joined(separator: ", ")
        return text.isEmpty ? nil : text
    }

    /// A choice element `name[x]` in words.
    func choice(_ name: String) -> String? {
        guard let member = members.first(where: { FHIRReading.isChoice($0.name, of: name) }) else { return nil }
        return member.value.words(type: String(member.name.dropFirst(name.count)))
    }

    /// A value in words, given its type.
    func words(type: String) -> String? {
        switch type {
        case "Quantity", "Age", "Duration", "Count", "Distance", "SimpleQuantity": return quantity
        case "CodeableConcept", "Coding": return concept
        case "Period": return period
        case "Range": return rangeText
        case "Reference": return referenceText
        case "DateTime", "Date", "Instant": return string.map(FHIRReading.date)
        case "Ratio":
            guard let top = self["numerator"]?.quantity, let bottom = self["denominator"]?.quantity else { return nil }
            return "\(top) per \(bottom)"
        case "SampledData": return "a recorded curve"
        case "Timing": return FHIRReading.timing(self)
        default:
            if let boolean { return boolean ? "yes" : "no" }
            return string ?? number
        }
    }

    /// The list under a name, or the single value there as a list of one.
    func list(_ name: String) -> [FHIRJSONValue] {
        guard let value = self[name] else { return [] }
        if case .array(let elements) = value.content { return elements }
        return [value]
    }
}

enum FHIRReading {
    /// `valueQuantity` is a choice of `value`; `valueSet` with a following capital would be too, so only known types
    /// count.
    static func isChoice(_ member: String, of name: String) -> Bool {
        guard member.hasPrefix(name), let first = member.dropFirst(name.count).first else { return false }
        return first.isUppercase
    }

    /// A date for people: the day as written; a time keeps hours and minutes and its own offset.
    static func date(_ text: String) -> String {
        guard let value = FHIRDateTime(text), value.secondOfDay != nil, text.utf8.count >= 16 else { return text }
        let minute = String(text.prefix(16)).replacing("T", with: " ")
        guard let offset = value.offsetMinutes else { return minute }
        if offset == 0 { return minute + " UTC" }
        return minute + " " + text.suffix(6)
    }

    /// The day of a date.
    static func day(_ text: String) -> String { String(text.prefix(10)) }

    /// A Timing: its code, else its repeat ("2 times per 1 d").
    static func timing(_ timing: FHIRJSONValue) -> String? {
        if let code = timing["code"]?.concept { return code }
        guard let pattern = timing["repeat"] else {
            return timing["event"]?.elements.first?.string.map(date)
        }
        let frequency = pattern["frequency"]?.number ?? "1"
        guard let period = pattern["period"]?.number, let unit = pattern["periodUnit"]?.string else { return nil }
        let unitName = [
            "s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year",
        ]
        let name = unitName[unit] ?? unit
        let times = frequency == "1" ? "once" : "\(frequency) times"
        return period == "1" ? "\(times) a \(name)" : "\(times) every \(period) \(name)s"
    }

    /// A Dosage in words.
    static func dosage(_ dosage: FHIRJSONValue) -> String? {
        if let text = dosage["text"]?.string { return text }
        var parts: [String] = []
        if let dose = dosage["doseAndRate"]?.elements.first?.choice("dose") { parts.append(dose) }
        if let timing = dosage["timing"].flatMap(timing) { parts.append(timing) }
        if let asNeeded = dosage["asNeededCodeableConcept"]?.concept {
            parts.append("as needed for \(asNeeded)")
        } else if dosage["asNeededBoolean"]?.boolean == true {
            parts.append("as needed")
        }
        if let route = dosage["route"]?.concept { parts.append(route) }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
