import ArgumentParser

/// `medchain dependant`
struct DependantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dependant",
        abstract: "A child's record: registered and kept by the parents, handed over at majority.",
        discussion: """
            Staff who saw the proof attest it; the parent registers the child, makes the other parent a guardian too \
            (medchain representative appoint --guardian), and acts with --on-behalf-of. In the year in which the \
            child comes of age they make keys of their own (take-over), a parent hands the old key on (pass-key), and \
            staff confirm it (hand-over).
            """,
        subcommands: [
            Attest.self, Attestations.self, Register.self, List.self, TakeOver.self, PassKey.self, HandOver.self,
        ])
}
