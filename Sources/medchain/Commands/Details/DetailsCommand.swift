import ArgumentParser

/// `medchain details`
struct DetailsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "details",
        abstract: "Who a patient is: shared by a physician with the management of their hospital.",
        subcommands: [Share.self, List.self, Show.self, Withdraw.self])
}
