import ArgumentParser
import Foundation
import LedgerFormat
import RecordContract

/// How `medchain` says and reads the ledger's words.
enum Words {
    static func size(_ bytes: Int64) -> String {
        let units: [(Int64, String)] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for (unit, name) in units where bytes >= unit {
            let tenths = bytes * 10 / unit
            return "\(tenths / 10).\(tenths % 10) \(name)"
        }
        return "\(bytes) B"
    }

    /// A moment in the local time zone, with the zone said: `2026-03-01 14:05 CET`.
    static func zonedMoment(_ time: LedgerTime) -> String {
        var seconds = time_t(time.milliseconds / 1_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return moment(time) + (parts.tm_zone.map { " " + String(cString: $0) } ?? "")
    }

    /// A moment in the local time zone: `2026-03-01 14:05`.
    static func moment(_ time: LedgerTime) -> String {
        var seconds = time_t(time.milliseconds / 1_000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
    }

    static func role(_ role: Role) -> String {
        switch role {
        case .laboratoryTechnician: "laboratory technician"
        case .hospitalManager: "hospital manager"
        default: role.rawValue
        }
    }

    static func kind(_ kind: OrganisationKind) -> String { kind == .imagingCentre ? "imaging centre" : kind.rawValue }

    static func purpose(_ purpose: Purpose) -> String {
        switch purpose {
        case .treatment: "treatment"
        case .payment: "payment"
        case .operations: "administration"
        case .research: "research"
        case .patientRequest: "patient's request"
        case .familyRequest: "family's request"
        }
    }

    static func scope(_ scope: Scope) -> String {
        switch scope {
        case .categories(let categories): categories.map(\.rawValue).joined(separator: ", ")
        case .records(let records):
            records.count == 1 ? "record \(records[0].text)" : "\(records.count) single records"
        }
    }

    /// The scope with what goes along by the contract's rule.
    static func covered(_ terms: AccessTerms) -> String {
        guard case .categories(let categories) = terms.scope, !categories.contains(.safety), terms.rights != [.list]
        else { return scope(terms.scope) }
        return scope(terms.scope) + " (+ safety)"
    }

    static func rights(_ rights: [Right]) -> String { rights.map(\.rawValue).joined(separator: ", ") }

    /// `30 days`, `12 hours`.
    static func duration(_ milliseconds: Int64) -> String {
        for (unit, name) in [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute")] as [(Int64, String)]
        where milliseconds >= unit && milliseconds % unit == 0 {
            let count = milliseconds / unit
            return count == 1 ? "1 \(name)" : "\(count) \(name)s"
        }
        return "\(milliseconds / 1_000) seconds"
    }

    static func status(_ status: GrantDocument.Status) -> String { status == .usedUp ? "used up" : status.rawValue }

    static func reads(_ grant: GrantDocument) -> String {
        grant.terms.reads.map { "\(grant.readsUsed) of \($0)" } ?? "\(grant.readsUsed)"
    }
}

/// A span of time as people write it: `45min`, `12h`, `30d`, `2w`, `1y`.
struct Period: ExpressibleByArgument {
    let milliseconds: Int64

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = [
            "min": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000,
        ]
        guard let count = Int64(digits), (1...100_000).contains(count),
            let unit = units[String(argument.dropFirst(digits.count))]
        else { return nil }
        milliseconds = count * unit
    }

}

/// A purpose in words or by its code.
struct PurposeArgument: ExpressibleByArgument {
    let purpose: Purpose
    static let words: [(String, Purpose)] = [
        ("treatment", .treatment), ("payment", .payment), ("administration", .operations), ("research", .research),
        ("patient-request", .patientRequest), ("family-request", .familyRequest),
    ]

    init?(argument: String) {
        let known = Self.words.first { $0.0 == argument }?.1 ?? Purpose(rawValue: argument)
        guard let known else { return nil }
        purpose = known
    }

    static var allValueStrings: [String] { words.map(\.0) }
    var defaultValueDescription: String { Words.purpose(purpose) }
}

/// A role in words: `physician`, `laboratory-technician`.
struct RoleArgument: ExpressibleByArgument {
    let role: Role

    init?(argument: String) {
        guard let role = Role.allCases.first(where: { Self.word($0) == argument || $0.rawValue == argument }) else {
            return nil
        }
        self.role = role
    }

    static func word(_ role: Role) -> String { Words.role(role).replacingOccurrences(of: " ", with: "-") }
    static var allValueStrings: [String] { Role.allCases.map(word) }
}

/// Several categories, separated by commas; `all` for every one.
struct CategoriesArgument: ExpressibleByArgument {
    let categories: [RecordContract.Category]

    init?(argument: String) {
        if argument == "all" {
            categories = RecordContract.Category.allCases
            return
        }
        let words = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let known = words.compactMap { RecordContract.Category(rawValue: $0) }
        guard !known.isEmpty, known.count == words.count else { return nil }
        categories = Set(known).sorted()
    }
}

/// One category.
struct CategoryArgument: ExpressibleByArgument {
    let category: RecordContract.Category

    init?(argument: String) {
        guard let category = RecordContract.Category(rawValue: argument) else { return nil }
        self.category = category
    }

    static var allValueStrings: [String] { RecordContract.Category.allCases.map(\.rawValue) }
}

/// Several rights, separated by commas.
struct RightsArgument: ExpressibleByArgument {
    let rights: [Right]

    init?(argument: String) {
        let words = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let known = words.compactMap { Right(rawValue: $0) }
        guard !known.isEmpty, known.count == words.count else { return nil }
        rights = Set(known).sorted()
    }
}
