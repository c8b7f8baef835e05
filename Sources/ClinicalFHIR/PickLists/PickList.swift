internal import Foundation

/// A short list of frequent, coded entries to choose from, offline; free text always stands beside it.
///
/// The lists are `Resources/picklists/*.json`; each says where its codes come from and under which license. They are
/// read by this code and by the web application.
public struct PickList: Sendable {
    /// The lists that there are.
    public enum Name: String, Sendable, CaseIterable {
        /// Diagnoses and problems, SNOMED CT.
        case conditions
        /// What people are allergic to: SNOMED CT, and RxNorm ingredients.
        case allergies
        /// Ingredients of medicines, RxNorm.
        case medications
        /// Laboratory tests, LOINC.
        case laboratory
    }

    /// One entry.
    public struct Entry: Sendable, Hashable {
        /// The code system's URI.
        public let system: String
        /// The code.
        public let code: String
        /// The code system's own term.
        public let display: String
        /// Other words to find it by.
        public let also: [String]
        /// What a medicine belongs to, in MedChain's own words (`nsaid`).
        public let classes: [String]
        /// A usual UCUM unit of a laboratory test.
        public let unit: String?
        /// Of an allergy: food, medication or environment.
        public let category: String?
    }

    /// Which list.
    public let name: Name
    /// What it lists, for people.
    public let title: String
    /// Where the codes come from.
    public let source: String
    /// Under which license they may be shipped.
    public let license: String
    /// What has to be said with it.
    public let notice: String
    /// All entries, in alphabetical order of their terms.
    public let entries: [Entry]

    /// Reads a list that belongs to the program.
    ///
    /// - Throws: `fhir.pickList.missing`, `fhir.pickList.damaged`.
    public static func load(_ name: Name) throws(FHIRError) -> PickList {
        try PickList(name, content: ClinicalResources.read("picklists/\(name.rawValue).json"))
    }

    init(_ name: Name, content: [UInt8]) throws(FHIRError) {
        let root: FHIRJSONValue
        do { root = try FHIRJSONDocument(content).root } catch { throw ClinicalResources.damaged(name.rawValue) }
        guard root["name"]?.string == name.rawValue, let title = root["title"]?.string,
            let system = root["system"]?.string, let source = root["source"]?.string,
            let license = root["license"]?.string, let notice = root["notice"]?.string
        else { throw ClinicalResources.damaged(name.rawValue) }
        var entries: [Entry] = []
        for entry in root.list("entries") {
            guard let code = entry["code"]?.string, let display = entry["display"]?.string else {
                throw ClinicalResources.damaged(name.rawValue)
            }
            entries.append(
                Entry(
                    system: entry["system"]?.string ?? system, code: code, display: display,
                    also: entry.list("also").compactMap(\.string), classes: entry.list("classes").compactMap(\.string),
                    unit: entry["unit"]?.string, category: entry["category"]?.string))
        }
        self.name = name
        self.title = title
        self.source = source
        self.license = license
        self.notice = notice
        self.entries = entries
    }

    /// The entries in which every word that was typed begins a word; those whose term begins so come first.
    public func matching(_ typed: String, limit: Int = 20) -> [Entry] {
        let words = MedicineWords.words(typed)
        guard !words.isEmpty else { return Array(entries.prefix(limit)) }
        let found = entries.filter { entry in
            let known = ([entry.display] + entry.also).flatMap(MedicineWords.words)
            return words.allSatisfy { word in known.contains { $0.hasPrefix(word) } } || entry.code == typed
        }
        let first = words.joined(separator: " ")
        let leading = found.filter { MedicineWords.words($0.display).joined(separator: " ").hasPrefix(first) }
        let others = found.filter { entry in !leading.contains(entry) }
        return Array((leading + others).prefix(limit))
    }
}

/// Files that belong to this module.
enum ClinicalResources {
    /// `Bundle.module` ends the process where the bundle is missing, so it is looked for here: where MEDCHAIN_SHARE
    /// says, then beside the program.
    static func read(_ name: String) throws(FHIRError) -> [UInt8] {
        var folders: [URL] = []
        if let path = ProcessInfo.processInfo.environment["MEDCHAIN_SHARE"], !path.isEmpty {
            folders.append(URL(filePath: path, directoryHint: .isDirectory).appending(path: "clinical"))
        }
        let program = FHIRDefinitions.executable?.deletingLastPathComponent()
        for folder in [program, Bundle.main.bundleURL].compactMap({ $0 }) {
            folders.append(folder.appending(path: "medchain_ClinicalFHIR.resources/Resources"))
            folders.append(folder.appending(path: "../share/medchain/clinical"))
        }
        for folder in folders {
            if let data = try? Data(contentsOf: folder.appending(path: name)) { return Array(data) }
        }
        throw FHIRError(
            .pickListMissing,
            "\(name) is missing beside the program; set MEDCHAIN_SHARE to the folder that holds clinical/\(name)")
    }

    static func damaged(_ name: String) -> FHIRError {
        FHIRError(.pickListDamaged, "\(name).json is not a list of this program; install the program anew")
    }
}

/// Words as people type them, to be compared.
enum MedicineWords {
    /// The words of a text in lower case without accents; everything but letters and digits parts them.
    static func words(_ text: String) -> [String] {
        let plain = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        return plain.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }
}
