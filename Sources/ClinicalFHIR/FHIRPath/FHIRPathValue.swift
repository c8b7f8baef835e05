import Foundation

/// One item of a FHIRPath collection.
enum FHIRPathValue {
    case element(FHIRElement)
    case string(String)
    case number(Decimal)
    case boolean(Bool)

    /// A primitive element as its value; everything else as it is.
    var simple: FHIRPathValue {
        guard case .element(let element) = self, element.isPrimitive, let value = element.value else { return self }
        switch value.content {
        case .string(let text): return .string(text)
        case .number(let literal): return Decimal(string: literal).map(FHIRPathValue.number) ?? self
        case .boolean(let flag): return .boolean(flag)
        default: return self
        }
    }

    var text: String? {
        switch simple {
        case .string(let text): text
        default: nil
        }
    }

    /// Equality of FHIRPath (`=`) for single items; elements are equal when all they consist of is.
    func equals(_ other: FHIRPathValue) -> Bool {
        switch (simple, other.simple) {
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.number(let left), .number(let right)): return left == right
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.element(let left), .element(let right)):
            if left === right { return true }
            guard left.children.count == right.children.count, left.hasValue == right.hasValue else { return false }
            return zip(left.children, right.children).allSatisfy { pair in
                pair.0.name == pair.1.name && FHIRPathValue.element(pair.0).equals(.element(pair.1))
            }
        default: return false
        }
    }

    /// -1, 0, 1, or nil when the two cannot be compared.
    func compared(to other: FHIRPathValue) -> Int? {
        switch (simple, other.simple) {
        case (.number(let left), .number(let right)):
            return left == right ? 0 : (left < right ? -1 : 1)
        case (.string(let left), .string(let right)):
            if let leftDate = FHIRDateTime(left), let rightDate = FHIRDateTime(right) {
                return leftDate.compared(to: rightDate)
            }
            return left == right ? 0 : (left < right ? -1 : 1)
        case (.element(let left), .element(let right)):
            // Quantities of the same unit.
            guard let leftValue = left.first("value"), let rightValue = right.first("value"),
                left.first("code")?.text == right.first("code")?.text,
                left.first("unit")?.text == right.first("unit")?.text
            else { return nil }
            return FHIRPathValue.element(leftValue).compared(to: .element(rightValue))
        default: return nil
        }
    }
}

extension FHIRElement {
    /// Whether this element is of the named type, as `is` and `ofType` ask. Derived primitives do not count as their
    /// base:
    /// `as(uri)` does not take a url (HL7's own validator holds it so for FHIR types named exactly).
    func isType(_ name: String) -> Bool {
        type == name
            || type.prefix(1).lowercased() + type.dropFirst() == name.prefix(1).lowercased() + name.dropFirst()
                && isPrimitive
    }
}
