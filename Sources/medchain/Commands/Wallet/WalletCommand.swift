import ArgumentParser

/// `medchain wallet`
struct WalletCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallet",
        abstract: "Your keys on this device.",
        discussion: """
            Wallets lie in $MEDCHAIN_HOME (~/.medchain), sealed under your passphrase. To use one on a second \
            device you need the sign-in card and the passphrase; the node that keeps the sealed wallet can guess \
            neither.

            Examples:
              medchain wallet create anna --card-file anna.card
              medchain wallet sign-in --card-file anna.card
              medchain wallet list
            """,
        subcommands: [
            Create.self, SignIn.self, Show.self, CardCommand.self, ChangePassphrase.self, Export.self, List.self,
            Forget.self,
        ])
}
