import Foundation

/// Evaluates an expression on an element. An expression that meets what it has no answer for gives the empty
/// collection.
struct FHIRPathEvaluator {
    let context: FHIRElement
    let resource: FHIRElement
    let rootResource: FHIRElement

    typealias Collection = [FHIRPathValue]

    /// The expression's truth; nil when it is empty or no boolean.
    func truth(of expression: FHIRPathExpression) -> Bool? {
        truth(evaluate(expression, [.element(context)]))
    }

    private func truth(_ collection: Collection) -> Bool? {
        guard collection.count == 1, let only = collection.first else { return nil }
        if case .boolean(let flag) = only.simple { return flag }
        // A single item where a boolean is expected counts as true (singleton evaluation).
        return true
    }

    private func collection(_ flag: Bool?) -> Collection { flag.map { [.boolean($0)] } ?? [] }

    private func evaluate(_ expression: FHIRPathExpression, _ focus: Collection) -> Collection {
        switch expression {
        case .this: return focus
        case .variable(let name): return variable(name)
        case .literal(.string(let text)): return [.string(text)]
        case .literal(.number(let literal)): return Decimal(string: literal).map { [.number($0)] } ?? []
        case .literal(.boolean(let flag)): return [.boolean(flag)]
        case .emptyCollection: return []
        case .member(nil, let name):
            // A type's name at the start stands for the context (`Appointment.status`).
            if name.first?.isUppercase == true, focus.count == 1, case .element(let only)? = focus.first,
                only.type == name
            {
                return focus
            }
            return members(name, of: focus)
        case .member(.some(let input), let name): return members(name, of: evaluate(input, focus))
        case .function(let input, let name, let arguments):
            return function(name, input.map { evaluate($0, focus) } ?? focus, arguments, focus)
        case .index(let input, let index):
            let items = evaluate(input, focus)
            guard case .number(let number)? = evaluate(index, focus).first?.simple else { return [] }
            let position = NSDecimalNumber(decimal: number).intValue
            return items.indices.contains(position) ? [items[position]] : []
        case .binary(let name, let left, let right): return binary(name, left, right, focus)
        case .type(let name, let input, let type): return typed(name, evaluate(input, focus), type)
        case .negative(let input):
            guard case .number(let number)? = evaluate(input, focus).first?.simple else { return [] }
            return [.number(-number)]
        }
    }

    private func variable(_ name: String) -> Collection {
        switch name {
        case "resource": [.element(resource)]
        case "rootResource": [.element(rootResource)]
        case "context": [.element(context)]
        default: [.string("http://unitsofmeasure.org")]
        }
    }

    private func members(_ name: String, of items: Collection) -> Collection {
        items.flatMap { item -> Collection in
            guard case .element(let element) = item else { return [] }
            return element.children.filter { $0.name == name }.map(FHIRPathValue.element)
        }
    }

    // MARK: Operators

    private func binary(
        _ name: String, _ leftExpression: FHIRPathExpression, _ rightExpression: FHIRPathExpression, _ focus: Collection
    ) -> Collection {
        let left = evaluate(leftExpression, focus)
        switch name {
        case "and", "or", "xor", "implies":
            return collection(logic(name, truth(left), truth(evaluate(rightExpression, focus))))
        default: break
        }
        let right = evaluate(rightExpression, focus)
        switch name {
        case "|": return distinct(left + right)
        case "in":
            guard let item = left.first else { return [] }
            return [.boolean(left.count == 1 && right.contains { $0.equals(item) })]
        case "contains":
            guard let item = right.first else { return [] }
            return [.boolean(right.count == 1 && left.contains { $0.equals(item) })]
        case "=", "!=":
            guard !left.isEmpty, !right.isEmpty else { return [] }
            let same = left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
            return [.boolean(same == (name == "="))]
        case "+": return sum(left, right)
        case "&": return [.string((left.first?.text ?? "") + (right.first?.text ?? ""))]
        default:
            guard left.count == 1, right.count == 1, let order = left[0].compared(to: right[0]) else { return [] }
            switch name {
            case "<": return [.boolean(order < 0)]
            case "<=": return [.boolean(order <= 0)]
            case ">": return [.boolean(order > 0)]
            default: return [.boolean(order >= 0)]
            }
        }
    }

    private func sum(_ left: Collection, _ right: Collection) -> Collection {
        guard left.count == 1, right.count == 1 else { return [] }
        switch (left[0].simple, right[0].simple) {
        case (.number(let first), .number(let second)): return [.number(first + second)]
        case (.string(let first), .string(let second)): return [.string(first + second)]
        default: return []
        }
    }

    /// Three-valued logic; nil stands for empty.
    private func logic(_ name: String, _ left: Bool?, _ right: Bool?) -> Bool? {
        switch name {
        case "and":
            if left == false || right == false { return false }
            return left == true && right == true ? true : nil
        case "or":
            if left == true || right == true { return true }
            return left == false && right == false ? false : nil
        case "xor":
            guard let left, let right else { return nil }
            return left != right
        default:
            if left == false || right == true { return true }
            return left == true && right == false ? false : nil
        }
    }

    private func typed(_ name: String, _ items: Collection, _ type: String) -> Collection {
        if name == "is" { return [.boolean(items.first.map { isType($0, type) } ?? false)] }
        return items.filter { isType($0, type) }
    }

    private func isType(_ item: FHIRPathValue, _ type: String) -> Bool {
        switch item {
        case .element(let element): element.isType(type)
        case .string: type.lowercased() == "string"
        case .boolean: type.lowercased() == "boolean"
        case .number: ["decimal", "integer"].contains(type.lowercased())
        }
    }

    private func distinct(_ items: Collection) -> Collection {
        var result: Collection = []
        for item in items where !result.contains(where: { $0.equals(item) }) { result.append(item) }
        return result
    }

    // MARK: Functions

    private func function(
        _ name: String, _ input: Collection, _ arguments: [FHIRPathExpression], _ focus: Collection
    ) -> Collection {
        switch name {
        case "exists":
            guard let criterion = arguments.first else { return [.boolean(!input.isEmpty)] }
            return [.boolean(input.contains { truth(evaluate(criterion, [$0])) == true })]
        case "empty": return [.boolean(input.isEmpty)]
        case "not": return collection(truth(input).map { !$0 })
        case "count": return [.number(Decimal(input.count))]
        case "hasValue":
            guard input.count == 1, case .element(let element)? = input.first else { return [.boolean(false)] }
            return [.boolean(element.hasValue)]
        case "isDistinct": return [.boolean(distinct(input).count == input.count)]
        case "htmlChecks": return [.boolean(true)]  // Done by NarrativeChecker while the element was read.
        case "trace": return input
        case "is", "as", "ofType":
            guard case .literal(.string(let type))? = arguments.first else { return [] }
            return typed(name, input, type)
        case "iif": return conditional(arguments, input, focus)
        case "where", "all", "select", "first", "last", "tail", "children", "descendants", "distinct", "intersect",
            "combine":
            return subset(name, input, arguments, focus)
        default: return textFunction(name, input, arguments, focus)
        }
    }

    private func conditional(_ arguments: [FHIRPathExpression], _ input: Collection, _ focus: Collection) -> Collection
    {
        guard arguments.count >= 2 else { return [] }
        if truth(evaluate(arguments[0], input)) == true { return evaluate(arguments[1], input) }
        return arguments.count > 2 ? evaluate(arguments[2], input) : []
    }

    private func subset(
        _ name: String, _ input: Collection, _ arguments: [FHIRPathExpression], _ focus: Collection
    ) -> Collection {
        switch name {
        case "where":
            guard let criterion = arguments.first else { return [] }
            return input.filter { truth(evaluate(criterion, [$0])) == true }
        case "all":
            guard let criterion = arguments.first else { return [] }
            return [.boolean(input.allSatisfy { truth(evaluate(criterion, [$0])) == true })]
        case "select":
            guard let projection = arguments.first else { return [] }
            return input.flatMap { evaluate(projection, [$0]) }
        case "first": return Array(input.prefix(1))
        case "last": return Array(input.suffix(1))
        case "tail": return Array(input.dropFirst())
        case "children": return children(of: input)
        case "descendants":
            var result: Collection = []
            var level = children(of: input)
            while !level.isEmpty {
                result += level
                level = children(of: level)
            }
            return result
        case "distinct": return distinct(input)
        default:
            guard let argument = arguments.first else { return [] }
            // Arguments that are not criteria are evaluated on the surrounding focus.
            let other = evaluate(argument, focus)
            if name == "combine" { return input + other }
            return distinct(input.filter { item in other.contains { $0.equals(item) } })
        }
    }

    private func children(of items: Collection) -> Collection {
        items.flatMap { item -> Collection in
            guard case .element(let element) = item else { return [] }
            return element.children.map(FHIRPathValue.element)
        }
    }

    private func textFunction(
        _ name: String, _ input: Collection, _ arguments: [FHIRPathExpression], _ focus: Collection
    ) -> Collection {
        guard input.count == 1, let item = input.first else { return [] }
        if name == "toString" {
            if case .element(let element) = item { return element.text.map { [.string($0)] } ?? [] }
            return item.text.map { [.string($0)] } ?? []
        }
        guard let text = item.text else {
            if name == "toInteger", case .number = item.simple { return [item.simple] }
            return []
        }
        if name == "toInteger" { return Int(text).map { [.number(Decimal($0))] } ?? [] }
        if name == "length" { return [.number(Decimal(text.unicodeScalars.count))] }
        guard let argument = arguments.first.flatMap({ evaluate($0, focus).first }) else { return [] }
        switch name {
        case "startsWith": return collection(argument.text.map { text.utf8.starts(with: $0.utf8) })
        case "endsWith": return collection(argument.text.map { text.hasSuffix($0) })
        case "contains": return collection(argument.text.map { $0.isEmpty || text.contains($0) })
        case "matches":
            guard let pattern = argument.text, let regex = try? Regex(pattern) else { return [] }
            return [.boolean(text.contains(regex))]
        case "replaceMatches":
            guard let pattern = argument.text, let regex = try? Regex(pattern), arguments.count == 2,
                let replacement = evaluate(arguments[1], focus).first?.text
            else { return [] }
            return [.string(text.replacing(regex, with: replacement))]
        case "substring":
            guard case .number(let number) = argument.simple else { return [] }
            let start = NSDecimalNumber(decimal: number).intValue
            guard start >= 0, start < text.unicodeScalars.count else { return [] }
            return [.string(String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(start))))]
        default: return []
        }
    }
}

/// Judges the invariants of a whole resource. A rule is broken when it is false; when it has no answer (two dates of
/// different precision, say) it is not.
struct FHIRInvariantChecker {
    private let root: FHIRElement
    private(set) var issues: [FHIRIssue] = []

    init(root: FHIRElement) {
        self.root = root
    }

    mutating func check() {
        check(root, resource: root, rootResource: root)
    }

    private mutating func check(_ element: FHIRElement, resource: FHIRElement, rootResource: FHIRElement) {
        var resource = resource
        var rootResource = rootResource
        if element.isResource {
            resource = element
            // A contained resource's root is its container; an entry of a Bundle is a root of its own.
            if element.name != "contained" { rootResource = element }
        }
        if !element.invariants.isEmpty {
            let evaluator = FHIRPathEvaluator(context: element, resource: resource, rootResource: rootResource)
            for invariant in element.invariants {
                guard let expression = invariant.expression, issues.count < FHIRValidator.maximumIssues else {
                    continue
                }
                if evaluator.truth(of: expression) == false {
                    issues.append(FHIRIssue(.invariant, at: element.path, "\(invariant.key): HL7's rule does not hold"))
                }
            }
        }
        for child in element.children { check(child, resource: resource, rootResource: rootResource) }
    }
}
