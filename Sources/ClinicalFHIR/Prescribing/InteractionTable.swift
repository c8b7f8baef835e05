/// The short, sourced table of interactions (`interactions.json`).
struct InteractionTable {
    struct Interaction: Hashable {
        /// An ingredient of `medications.json` or one of its classes.
        let first: String
        let second: String
        let severity: PrescribingFinding.Severity
        let effect: String
        let advice: String
        let source: String
    }

    /// A class to which some react who are allergic to another.
    struct CrossReaction: Hashable {
        let allergy: String
        let medication: String
        let severity: PrescribingFinding.Severity
        let effect: String
        let source: String
    }

    let interactions: [Interaction]
    let crossReactions: [CrossReaction]
    /// What has to be said with it.
    let notice: String

    static func load() throws(FHIRError) -> InteractionTable {
        let content = try ClinicalResources.read("picklists/interactions.json")
        let root: FHIRJSONValue
        do { root = try FHIRJSONDocument(content).root } catch { throw ClinicalResources.damaged("interactions") }
        guard let notice = root["notice"]?.string else { throw ClinicalResources.damaged("interactions") }
        var interactions: [Interaction] = []
        for row in root.list("interactions") {
            guard let first = row["first"]?.string, let second = row["second"]?.string,
                let severity = row["severity"]?.string.flatMap(PrescribingFinding.Severity.init(word:)),
                let effect = row["effect"]?.string, let advice = row["advice"]?.string,
                let source = row["source"]?.string
            else { throw ClinicalResources.damaged("interactions") }
            interactions.append(
                Interaction(
                    first: first, second: second, severity: severity, effect: effect, advice: advice, source: source))
        }
        var crossReactions: [CrossReaction] = []
        for row in root.list("crossReactions") {
            guard let allergy = row["allergy"]?.string, let medication = row["medication"]?.string,
                let severity = row["severity"]?.string.flatMap(PrescribingFinding.Severity.init(word:)),
                let effect = row["effect"]?.string, let source = row["source"]?.string
            else { throw ClinicalResources.damaged("interactions") }
            crossReactions.append(
                CrossReaction(
                    allergy: allergy, medication: medication, severity: severity, effect: effect, source: source))
        }
        guard !interactions.isEmpty else { throw ClinicalResources.damaged("interactions") }
        return InteractionTable(interactions: interactions, crossReactions: crossReactions, notice: notice)
    }

    private init(interactions: [Interaction], crossReactions: [CrossReaction], notice: String) {
        self.interactions = interactions
        self.crossReactions = crossReactions
        self.notice = notice
    }

    /// The most severe row about two ingredients, whichever stands first.
    func interaction(_ one: PickList.Entry, _ other: PickList.Entry) -> Interaction? {
        func fits(_ name: String, _ entry: PickList.Entry) -> Bool {
            name == entry.display || entry.classes.contains(name)
        }
        let found = interactions.filter { row in
            (fits(row.first, one) && fits(row.second, other)) || (fits(row.first, other) && fits(row.second, one))
        }
        // `min` keeps the first of equals: the table's order decides.
        return found.min { $0.severity < $1.severity }
    }
}
