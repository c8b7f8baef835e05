import ClinicalFHIR
import Foundation
import LedgerFormat
import NodeClient
import NodeCore
import NodeWire
import RecordClient
import Sealing
import Wallet

/// Why a command did not succeed, in the one form in which `medchain` says it.
struct Failure: Error {
    /// The stable code.
    let code: String
    /// The reason in plain words, never with a person's data.
    let reason: String
    /// What to do about it.
    let advice: String?
    /// How the process ends.
    let status: ExitStatus

    init(_ code: String, _ reason: String, advice: String? = nil, status: ExitStatus) {
        self.code = code
        self.reason = reason
        self.advice = advice
        self.status = status
    }

    /// A value or file that a person gave and that cannot be used.
    static func input(_ code: String, _ reason: String, advice: String? = nil) -> Failure {
        Failure(code, reason, advice: advice, status: .invalidInput)
    }

    /// Any error, as a failure.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as NodeClientError: self.init(error)
        case let error as RecordClientError: self.init(error)
        case let error as WalletError:
            self.init(error.code, error.reason, status: error == .locked ? .locked : .invalidInput)
        case let error as SealingError:
            self.init(
                error.code.rawValue, error.reason,
                advice: "Nothing of it was shown. Report the record and this code to whoever runs the node.",
                status: .verificationFailed)
        case let error as Rejection:
            self.init(error.code.rawValue, error.reason, status: .invalidInput)
        case let error as FHIRError:
            self.init(error.code.rawValue, error.reason, status: .invalidInput)
        case let refusal as ClinicalRefusal:
            let reasons = refusal.issues.prefix(8).map { "\($0.code.rawValue) at \($0.path): \($0.detail)" }
            self.init(
                refusal.issues.first?.code.rawValue ?? "fhir.invalid", reasons.joined(separator: "; "),
                status: .invalidInput)
        case let error as SetupError:
            let isInput = ![.inUse, .storage].contains(error.kind)
            self.init(
                error.code, "\(PlainText.line(error.detail, limit: 600)).",
                advice: error.kind == .portInUse ? "Choose another port with --port." : nil,
                status: isInput ? .invalidInput : .failure)
        case is CancellationError:
            self.init("cancelled", "The command was interrupted.", status: .failure)
        case let error as CocoaError:
            self.init(error)
        default: self.init(other: error)
        }
    }

    private init(_ error: CocoaError) {
        let path = error.userInfo[NSFilePathErrorKey] as? String
        let name = path.map { " \(PlainText.line($0))" } ?? ""
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile:
            self.init("file.missing", "There is no file\(name).", status: .invalidInput)
        case .fileReadNoPermission, .fileWriteNoPermission:
            self.init("file.forbidden", "The file\(name) may not be opened.", status: .invalidInput)
        case .fileWriteOutOfSpace:
            self.init("file.noSpace", "The disk is full.", status: .failure)
        default: self.init("file.failed", "The file\(name) cannot be read or written.", status: .invalidInput)
        }
    }

    private init(other error: any Error) {
        // Errors of the node's setup and ledger describe themselves with a stable code in front.
        let text = PlainText.line(String(describing: error), limit: 600)
        let parts = text.split(separator: ":", maxSplits: 1).map { String($0) }
        if parts.count == 2, parts[0].allSatisfy({ $0.isLetter || $0 == "." }), parts[0].contains(".") {
            self.init(parts[0], parts[1].trimmingCharacters(in: .whitespaces), status: .failure)
        } else {
            self.init("internal", "An unexpected error: \(type(of: error)).", status: .failure)
        }
    }

    private init(_ error: NodeClientError) {
        switch error {
        case .unreachable:
            self.init(
                error.code, "The node cannot be reached.",
                advice: "Is it running, and is its address right? Give another one with --node.", status: .unreachable)
        case .unexpectedAnswer:
            self.init(
                error.code, error.reason, advice: "Check the address with: medchain node status --node ADDRESS",
                status: .failure)
        case .problem(let problem):
            let words = problem.field.map { "\(problem.title) (\($0))" } ?? problem.title
            self.init(
                problem.code, PlainText.line(words), advice: problem.detail.map { PlainText.line($0) },
                status: Self.status(problem))
        }
    }

    private static func status(_ problem: Problem) -> ExitStatus {
        switch (problem.status, problem.code) {
        case (_, "account.credentials"): .locked
        case (_, "content.altered"), (_, "content.databaseAltered"): .verificationFailed
        case (429, _), (503, _), (502, _), (504, _): .unreachable
        case (401, _), (403, _), (404, _): .refused
        case (409, "account.exists"), (400, _), (413, _), (415, _), (422, _): .invalidInput
        case (409, _): .refused
        default: .failure
        }
    }

    private init(_ error: RecordClientError) {
        let status: ExitStatus =
            switch error {
            case .otherNetwork, .notSuitable, .notRepresentative: .invalidInput
            case .contentMismatch, .keyNotProven, .factNotProven: .verificationFailed
            case .rejected, .noGrant, .tooFewShares, .noOrganisationKey, .guardianOnly: .refused
            }
        self.init(error.code, error.reason, advice: Self.advice[error.code], status: status)
    }

    /// What to do about the contract's commonest refusals.
    private static let advice: [String: String] = [
        "identity.notVerified":
            "The health authority has not verified you yet. Ask again with: medchain identity status",
        "identity.suspended": "See why with: medchain identity status",
        "identity.rejected": "See why with: medchain identity status",
        "access.denied": "Ask the patient for access with: medchain access request",
        "access.revoked": "The patient ended this access. Ask again with: medchain access request",
        "access.expired": "Ask the patient again with: medchain access request",
        "access.usedUp": "The agreed number of reads is used up. Ask again with: medchain access request",
        "access.wrongCategory": "Ask for this category or record with: medchain access request",
        "access.wrongRight": "Ask for the right that you need with: medchain access request --rights",
        "access.wrongPurpose": "Give the purpose that the patient agreed to with --purpose.",
        "compartment.version": "The patient has new keys since. Repeat the command.",
        "organisationKey.missing": "A manager of the organisation makes its key with: medchain organisation key rotate",
        "client.noOrganisationKey":
            "Its manager (of an insurer: a clerk) makes it with: medchain organisation key rotate; a new colleague is "
            + "given it with: medchain organisation key share",
        "representation.right":
            "See what you may do for the patient with: medchain representative list",
        "representation.unknown": "See whom you represent with: medchain representative list",
        "attestation.unknown":
            "Staff of an organisation attest it first with: medchain dependant attest --guardian YOUR-ID",
        "dependant.notOfAge": "The hand-over takes place in the year in which the dependant comes of age.",
        "grant.grantee": "Only verified staff and organisations can be given access.",
    ]

    /// The problem object that is printed with `--json`.
    var json: JSONObject {
        var object: JSONObject = [
            "type": .string("urn:medchain:problem:\(code)"), "title": .string(reason), "code": .string(code),
            "exit": .integer(Int64(status.rawValue)),
        ]
        object.set("detail", advice.map { .string($0) })
        return object
    }

    /// The lines that are printed otherwise.
    var text: String {
        "error: \(code): \(reason)\n" + (advice.map { "  \($0)\n" } ?? "")
    }
}
