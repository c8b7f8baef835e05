/// A node of a resource read with its definition: what the validator builds and FHIRPath walks.
final class FHIRElement {
    /// The element's name without a choice's type suffix: `value`, not `valueQuantity`.
    let name: String
    /// The name as it stands in JSON: `valueQuantity`.
    let jsonName: String
    /// The FHIR type, e.g. `Quantity`, `BackboneElement`, `Patient`.
    let type: String
    /// Position in its list; nil when the element does not repeat.
    let index: Int?
    /// The JSON value; nil for a primitive that only has an extension.
    let value: FHIRJSONValue?
    /// Whether `value` is a primitive's value.
    let isPrimitive: Bool
    let isResource: Bool
    unowned(unsafe) let parent: FHIRElement?
    var children: [FHIRElement] = []
    var invariants: [FHIRInvariant] = []

    init(
        name: String, jsonName: String? = nil, type: String, index: Int?, value: FHIRJSONValue?, isPrimitive: Bool,
        isResource: Bool, parent: FHIRElement?
    ) {
        self.name = name
        self.jsonName = jsonName ?? name
        self.type = type
        self.index = index
        self.value = value
        self.isPrimitive = isPrimitive
        self.isResource = isResource
        self.parent = parent
    }

    /// Where the element stands, e.g. `Patient.name[0].given[1]`.
    var path: String {
        guard let parent else { return type }
        return parent.path + "." + jsonName + (index.map { "[\($0)]" } ?? "")
    }

    func children(named name: String) -> [FHIRElement] { children.filter { $0.name == name } }

    func first(_ name: String) -> FHIRElement? { children.first { $0.name == name } }

    /// The text or literal of a primitive.
    var text: String? {
        guard isPrimitive, let value else { return nil }
        switch value.content {
        case .string(let text), .number(let text): return text
        case .boolean(let flag): return flag ? "true" : "false"
        default: return nil
        }
    }

    var hasValue: Bool { isPrimitive && value != nil }
}
