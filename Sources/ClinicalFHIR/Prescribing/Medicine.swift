/// What a medicine consists of, as far as the table of ingredients (`medications.json`) knows.
struct Medicine {
    /// Ingredients of the table that were recognised, by code or by name.
    let ingredients: [PickList.Entry]
    /// All words by which the record names it.
    let words: [String]
    /// One line for people.
    let title: String

    /// The classes of all ingredients.
    var classes: [String] { ingredients.flatMap(\.classes) }
}

/// Recognises ingredients and classes in coded concepts and in words.
struct MedicineTable {
    static let rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"

    private let entries: [PickList.Entry]
    /// Each name of an ingredient in words, the longest first.
    private let names: [(words: [String], entry: PickList.Entry)]
    /// Each class in words ("ace inhibitor").
    private let classes: [(words: [String], name: String)]

    init(_ list: PickList) {
        entries = list.entries
        names = list.entries.flatMap { entry in
            ([entry.display] + entry.also).map { (MedicineWords.words($0), entry) }
        }.sorted { $0.0.count > $1.0.count }
        var known: [String] = []
        for name in list.entries.flatMap(\.classes) where !known.contains(name) { known.append(name) }
        classes = known.map { (MedicineWords.words($0), $0) } + [(["sulfa"], "sulfonamide-antibiotic")]
    }

    /// Reads MedicationRequest, MedicationStatement, MedicationDispense or MedicationAdministration.
    func medicine(_ resource: FHIRJSONValue) -> Medicine {
        var concepts = [resource["medicationCodeableConcept"]].compactMap { $0 }
        var words: [String] = []
        if let reference = resource["medicationReference"] {
            words += MedicineWords.words(reference["display"]?.string ?? "")
            let id = (reference["reference"]?.string ?? "").dropFirst()
            for contained in resource.list("contained") where contained["id"]?.string == String(id) {
                concepts += [contained["code"]].compactMap { $0 }
                concepts += contained.list("ingredient").compactMap { $0["itemCodeableConcept"] }
            }
        }
        words += concepts.flatMap(Self.words)
        return Medicine(
            ingredients: ingredients(concepts, words), words: words, title: ClinicalSummary(of: resource).title)
    }

    /// The ingredients that codes and words name.
    func ingredients(_ concepts: [FHIRJSONValue], _ words: [String]) -> [PickList.Entry] {
        var found: [PickList.Entry] = []
        for coding in concepts.flatMap({ $0.list("coding") }) where coding["system"]?.string == Self.rxnorm {
            found += entries.filter { $0.code == coding["code"]?.string }
        }
        found += names.filter { Self.contains(words, $0.words) }.map(\.entry)
        var unique: [PickList.Entry] = []
        for entry in found where !unique.contains(entry) { unique.append(entry) }
        return unique
    }

    /// The classes that words name: "NSAIDs", "ACE inhibitor".
    func classes(in words: [String]) -> [String] {
        classes.filter { Self.contains(words, $0.words) }.map(\.name)
    }

    /// All words of a concept: its text and every display.
    static func words(_ concept: FHIRJSONValue) -> [String] {
        let texts = [concept["text"]?.string] + concept.list("coding").map { $0["display"]?.string }
        // A word between two texts, so that the end of one and the beginning of the next never read as one name.
        return Array(texts.compactMap { $0 }.map(MedicineWords.words).joined(separator: ["|"]))
    }

    /// Whether `name` stands in `words`, one word after the other; a plural's s does no harm.
    private static func contains(_ words: [String], _ name: [String]) -> Bool {
        guard let last = name.indices.last, words.count >= name.count else { return false }
        return words.indices.dropLast(last).contains { start in
            name.indices.allSatisfy { index in
                let word = words[start + index]
                return word == name[index] || (index == last && word == name[index] + "s")
            }
        }
    }
}
