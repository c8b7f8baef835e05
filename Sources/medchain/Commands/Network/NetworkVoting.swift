import ArgumentParser
import Foundation
import LedgerFormat
import NodeClient
import NodeCore
import NodeWire
import RecordContract

/// What every command takes that votes for the organisation of a node on this machine.
struct VotingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data directory of the organisation's node, which runs.", valueName: "folder"))
    var data: String

    /// Does `body` with the organisation's votes, and closes the ledger.
    func use<Result>(_ body: (OrganisationVoting) async throws -> Result) async throws -> Result {
        let voting = try OrganisationVoting(DataDirectory(data))
        let result: Result
        do { result = try await body(voting) } catch {
            try? voting.close()
            throw error
        }
        try voting.close()
        return result
    }

    /// Submits at the node and waits for the commit. Throws what the contract rejects, under its code.
    static func submit(_ transaction: Transaction, _ voting: OrganisationVoting) async throws -> TransactionOutcome {
        let address = NodeRunning.address(voting.address.host, voting.address.port)
        let result = try await NodeClient.use(address) { try await $0.submit(transaction) }
        if let code = result.rejection {
            throw Failure(code.rawValue, code.reason, status: .refused)
        }
        // The last vote carries out what was proposed; every other one is told as a vote.
        let isVote = result.events.contains { event in
            if case .string(Event.Kind.proposalVoted.rawValue)? = event["type"] { true } else { false }
        }
        return TransactionOutcome(isCarried: !isVote)
    }

    struct TransactionOutcome {
        let isCarried: Bool
    }
}

extension NetworkCommand {
    /// `medchain network propose`
    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose a change of the network, and vote for it as the organisation of this node.",
            discussion: """
                More than two thirds of the organisations with nodes carry a proposal; of a suspension the subject \
                has no vote from three up. The others see it with network proposals and vote with network vote.

                Examples:
                  medchain network propose --data .data/node --suspend "Old Mill Pharmacy"
                  medchain network propose --data .data/node --replicas 2
                  medchain network propose --data .data/node --admit "pharmacy:New Pharmacy" \\
                      --signing-key KEY --registrar "General Hospital"
                """)

        @OptionGroup var options: VotingOptions
        @Option(help: ArgumentHelp("Suspend this organisation (name or id).", valueName: "organisation"))
        var suspend: String?
        @Option(help: ArgumentHelp("Reinstate this suspended organisation (name or id).", valueName: "organisation"))
        var reinstate: String?
        @Option(help: ArgumentHelp("Admit an organisation, KIND:NAME.", valueName: "kind:name"))
        var admit: OrganisationArgument?
        @Option(
            help: ArgumentHelp(
                "The signing key of the organisation to admit: 64 bytes of a P-256 point in base64url.",
                valueName: "key"))
        var signingKey: String?
        @Option(
            help: ArgumentHelp(
                "The organisation whose node registers the people of the one to admit (name or id).",
                valueName: "organisation"))
        var registrar: String?
        @Option(help: ArgumentHelp("Patients that a node may register on a day.", valueName: "number"))
        var patientsPerDay: Int64?
        @Option(help: ArgumentHelp("How many days a grant may last.", valueName: "number"))
        var maximumGrantDays: Int64?
        @Option(help: ArgumentHelp("How many organisations keep each payload.", valueName: "number"))
        var replicas: Int64?
        @Flag(name: [.customShort("y"), .long], help: "Sign without asking; for scripts.")
        var yes = false
        @OptionGroup var output: OutputOptions

        private var setsParameters: Bool { patientsPerDay != nil || maximumGrantDays != nil || replicas != nil }

        func validate() throws {
            let subjects = [suspend != nil, reinstate != nil, admit != nil, setsParameters].count { $0 }
            guard subjects == 1 else {
                throw ValidationError("Propose one thing: --suspend, --reinstate, --admit, or parameters.")
            }
            guard (admit == nil) == (signingKey == nil) else {
                throw ValidationError("--admit and --signing-key go together.")
            }
            if registrar != nil, admit == nil { throw ValidationError("--registrar goes with --admit.") }
        }

        func run() async throws {
            try await options.use { voting in
                let transaction = try transaction(voting)
                let words = ProposalWords(try voting.organisations())
                try VotingApproval.ask(words.text(transaction.command), yes: yes)
                let outcome = try await VotingOptions.submit(transaction, voting)
                if output.json {
                    return Terminal.print(
                        json: .object([
                            "proposal": .id(transaction.id), "carried": .bool(outcome.isCarried),
                        ]))
                }
                Terminal.print("Proposed: \(transaction.id.text)")
                Terminal.print(
                    outcome.isCarried
                        ? "It is carried out." : "The others vote with: medchain network vote \(transaction.id.text)")
            }
        }

        private func transaction(_ voting: OrganisationVoting) throws -> Transaction {
            let words = ProposalWords(try voting.organisations())
            if let suspend {
                let subject = try words.find(suspend).id
                return try voting.proposing { OrganisationSuspend(proposal: $0, organisation: subject) }
            }
            if let reinstate {
                let subject = try words.find(reinstate).id
                return try voting.proposing { OrganisationReinstate(proposal: $0, organisation: subject) }
            }
            if let admit {
                guard let bytes = Base64URL.decode(Array((signingKey ?? "").utf8)),
                    let key = try? P256PublicKey(coordinates: bytes)
                else { throw Failure.input("key.malformed", "The signing key is not a P-256 point in base64url.") }
                let node = try registrar.map { try words.registrar($0) }
                return try voting.proposing {
                    OrganisationAdmit(
                        proposal: $0, kind: admit.kind, name: admit.name, signingKey: key, registrar: node)
                }
            }
            return try voting.proposing {
                ParametersSet(
                    proposal: $0, patientsPerDay: patientsPerDay,
                    maximumGrantDuration: maximumGrantDays.map { $0.multipliedReportingOverflow(by: 86_400_000).0 },
                    replicas: replicas)
            }
        }
    }

    /// `medchain network vote`
    struct Vote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Vote for a proposal as the organisation of this node.",
            discussion: "Example:\n  medchain network vote PROPOSAL --data .data/node")

        @Argument(help: ArgumentHelp("The proposal's id, as network proposals lists it.", valueName: "proposal"))
        var proposal: EntityArgument
        @OptionGroup var options: VotingOptions
        @Flag(name: [.customShort("y"), .long], help: "Sign without asking; for scripts.")
        var yes = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await options.use { voting in
                let transaction = try voting.vote(for: proposal.id)
                let words = ProposalWords(try voting.organisations())
                try VotingApproval.ask(words.text(transaction.command), yes: yes)
                let outcome = try await VotingOptions.submit(transaction, voting)
                if output.json {
                    return Terminal.print(
                        json: .object(["proposal": .id(proposal.id), "carried": .bool(outcome.isCarried)]))
                }
                Terminal.print(outcome.isCarried ? "Voted: it is carried out." : "Voted.")
            }
        }
    }

    /// `medchain network proposals`
    struct Proposals: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the open proposals on this node's ledger, with who has voted.",
            discussion: "Example:\n  medchain network proposals --data .data/node")

        @OptionGroup var options: VotingOptions
        @Flag(help: "Those that were carried out too.")
        var all = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await options.use { voting in
                let words = ProposalWords(try voting.organisations())
                let proposals = try voting.proposals(all: all)
                if output.json {
                    let listed = proposals.map { proposal -> JSONValue in
                        var json: JSONObject = [
                            "proposal": .id(proposal.id), "votes": .array(proposal.votes.map { .identity($0) }),
                            "voters": .array(proposal.voters.map { .identity($0) }),
                            "needed": .integer(Int64(proposal.needed)), "carried": .bool(proposal.isExecuted),
                        ]
                        json.set("command", proposal.command.map { .object($0) })
                        return .object(json)
                    }
                    return Terminal.print(json: .object(["proposals": .array(listed)]))
                }
                var table = Table("PROPOSAL", "VOTES", "STATUS", "WHAT")
                for proposal in proposals {
                    let count = proposal.votes.count { proposal.voters.contains($0) }
                    table.add(
                        proposal.id.text, "\(count) of \(proposal.needed) needed",
                        proposal.isExecuted ? "carried out" : "open",
                        proposal.command.map { words.text($0) } ?? "proposed in another way")
                }
                table.print(orElse: "There are no open proposals.")
            }
        }
    }
}

/// Asks before an organisation's vote is signed.
enum VotingApproval {
    static func ask(_ words: String, yes: Bool) throws {
        Terminal.note("Signing for the organisation: \(words)")
        guard !yes else { return }
        guard Terminal.isInteractive else {
            throw Failure("confirmation.missing", "Nothing was signed.", advice: "Add --yes.", status: .usage)
        }
        guard Terminal.ask("Sign it? [y/N]")?.lowercased() == "y" else {
            throw Failure("confirmation.rejected", "Nothing was signed.", status: .failure)
        }
    }
}

/// What a proposal means, in words, and the organisations that it names.
struct ProposalWords {
    private let organisations: [OrganisationVoting.Organisation]

    init(_ organisations: [OrganisationVoting.Organisation]) { self.organisations = organisations }

    /// An organisation by its name or identifier. Throws `name.unknown`.
    func find(_ text: String) throws -> OrganisationVoting.Organisation {
        let id = IdentityID(canonical: text.uppercased().replacingOccurrences(of: "-", with: ""))
        guard let found = organisations.first(where: { $0.id == id || $0.name == text }) else {
            throw Failure.input(
                "name.unknown", "The network has no organisation \(Terminal.safe(text, limit: 80)).",
                advice: "Give its whole name or its id: " + organisations.map(\.name).joined(separator: ", "))
        }
        return found
    }

    /// The node of an organisation. Throws `name.unknown`, `node.unknown`.
    func registrar(_ text: String) throws -> IdentityID {
        let organisation = try find(text)
        guard let node = organisation.node else {
            throw Failure.input("node.unknown", "\(organisation.name) runs no node.")
        }
        return node
    }

    func text(_ command: JSONObject) -> String {
        guard case .string(let type)? = command["type"] else { return "" }
        switch type {
        case OrganisationSuspend.type.rawValue: return "suspend \(name(command["organisation"]))"
        case OrganisationReinstate.type.rawValue: return "reinstate \(name(command["organisation"]))"
        case OrganisationAdmit.type.rawValue: return "admit \(plain(command["name"])) (\(plain(command["kind"])))"
        case NodeRegister.type.rawValue: return "register a node of \(name(command["organisation"]))"
        case ParametersSet.type.rawValue:
            guard case .object(let parameters)? = command["parameters"] else { return type }
            return "set parameters: " + String(decoding: parameters.canonicalBytes, as: UTF8.self)
        default: return type
        }
    }

    private func name(_ value: JSONValue?) -> String {
        let id = plain(value)
        return organisations.first { $0.id.canonical == id }?.name ?? id
    }

    private func plain(_ value: JSONValue?) -> String {
        if case .string(let text)? = value { Terminal.safe(text, limit: 120) } else { "" }
    }
}
