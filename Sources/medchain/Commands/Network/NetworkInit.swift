import ArgumentParser
import Foundation
import LedgerFormat
import NodeCore
import RecordClient
import RecordContract
import Wallet

extension NetworkCommand {
    /// `medchain network init`
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Found a network: keys, the genesis document, and a data directory for its node.",
            discussion: """
                The founding authority needs an officer who verifies the others: --official makes the wallet on \
                this device. A network of several nodes, or one whose officers have their wallets elsewhere, is \
                described in a YAML file (docs/operations.md). Where an etcd cluster orders it, --data is a new \
                folder for one package for each organisation's machine, and what to do with them is printed.

                Examples:
                  medchain network init --data .data/node --name Ruritania \\
                      --organisation "authority:Ministry of Health" \\
                      --organisation "hospital:General Hospital" \\
                      --official "Ruth Amsel" --as ruth --card-file ruth.card
                  medchain network init --data .data/node --description network.yaml
                """)

        @Option(help: ArgumentHelp("The data directory of the node, or the folder for packages.", valueName: "folder"))
        var data: String
        @Option(help: ArgumentHelp("The network in YAML, instead of --name and --organisation.", valueName: "file"))
        var description: String?
        @Option(help: ArgumentHelp("The network's name.", valueName: "name"))
        var name: String?
        @Option(
            help: ArgumentHelp(
                "An organisation, KIND:NAME; may be repeated. Kinds: authority, hospital, laboratory, imagingCentre, "
                    + "pharmacy, insurer. The first one runs the node.", valueName: "kind:name"))
        var organisation: [OrganisationArgument] = []
        @Option(help: ArgumentHelp("The public name of the first officer of the authority.", valueName: "name"))
        var official: String?
        @Option(name: .customLong("as"), help: ArgumentHelp("The sign-in name of that officer.", valueName: "wallet"))
        var wallet: String?
        @Option(help: ArgumentHelp("A file whose first line is the officer's passphrase.", valueName: "file"))
        var passphraseFile: String?
        @Option(help: ArgumentHelp("Write the officer's sign-in card to this new file.", valueName: "file"))
        var cardFile: String?
        @Option(help: ArgumentHelp("The port at which the node will listen.", valueName: "number"))
        var port = 8443
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (description == nil) != (name == nil && organisation.isEmpty) else {
                throw ValidationError("Give either --description, or --name and --organisation.")
            }
            if description == nil, name == nil || organisation.isEmpty {
                throw ValidationError("A network needs --name and at least one --organisation.")
            }
            guard (official == nil) == (wallet == nil) else {
                throw ValidationError("--official NAME and --as WALLET go together.")
            }
            if cardFile != nil, official == nil { throw ValidationError("--card-file goes with --official.") }
            guard (1...65_535).contains(port) else { throw ValidationError("A port is 1 to 65535.") }
        }

        func run() async throws {
            let officer = try official.map { try FoundingOfficer(name: $0, wallet: wallet ?? "") }
            var network = try networkDescription()
            let names = network.organisations.map { Person.nameWords($0.name) }
            guard Set(names).count == names.count else {
                throw Failure.input(
                    "organisation.sameName", "Two organisations have the same name.",
                    advice: "People choose by name whom they give access: make the names different.")
            }
            let passphrase = officer == nil ? "" : try Passphrase.new(file: passphraseFile)
            if let officer {
                guard let authority = network.organisations.first(where: { $0.kind == .authority }) else {
                    throw Failure.input("organisation.kind", "An officer belongs to an authority; there is none.")
                }
                network.officials.append(officer.official(of: authority.id))
            }
            let card = try cardFile.map { try ReservedFile($0) }
            let founding = try found(network)
            let file = try await officer?.keep(
                network: founding.genesis.network, node: founding.address, directory: founding.directory,
                passphrase: passphrase)
            if let file { try card?.write(Array((file.card.text + "\n").utf8)) }
            founding.show()
        }

        /// What was founded: the document, address and data directory of the node that serves the officer, and how to
        /// say what was done.
        private struct Founding {
            let genesis: Genesis
            let address: String
            let directory: DataDirectory?
            let show: () -> Void
        }

        private func found(_ network: NetworkDescription) throws -> Founding {
            if case .etcd = network.ordering {
                let packages = try NetworkInitialisation.package(network, at: data)
                return Founding(
                    genesis: packages.genesis, address: packages.officersAddress,
                    directory: packages.officersPackage?.directory, show: { show(packages) })
            }
            let founded = try NetworkInitialisation.found(network, port: port)
            return Founding(
                genesis: founded.genesis, address: NodeRunning.address("127.0.0.1", port),
                directory: founded.nodes.first?.directory, show: { show(founded) })
        }

        private func networkDescription() throws -> NetworkDescription {
            if let description {
                let text = String(decoding: try Files.read(description, maximum: 1 << 20), as: UTF8.self)
                var network = try NetworkDescription(parsing: text)
                if network.ordering == .embedded, network.organisations.allSatisfy({ $0.node == nil }),
                    !network.organisations.isEmpty
                {
                    network.organisations[0].node = data
                }
                return network
            }
            let organisations = organisation.enumerated().map { index, argument in
                NetworkDescription.Organisation(
                    id: "o\(index)", kind: argument.kind, name: argument.name, node: index == 0 ? data : nil)
            }
            return NetworkDescription(name: name ?? "", organisations: organisations, officials: [])
        }

        private func show(_ founded: NetworkInitialisation.Founded) {
            let network = founded.genesis.network
            if output.json {
                let nodes = founded.nodes.map { node, directory -> JSONValue in
                    .object(["node": .identity(node), "data": .string(directory.path)])
                }
                return Terminal.print(json: .object(["network": .hash(network), "nodes": .array(nodes)]))
            }
            Terminal.print("The network is founded. Its id: \(network.base64URL)")
            for (_, directory) in founded.nodes {
                Terminal.print("Run its node with: medchain node run --data \(Files.name(directory.path))")
            }
            showOfficer()
        }

        private func show(_ founded: NetworkPackages) {
            if output.json {
                let nodes = founded.packages.map { package -> JSONValue in
                    .object([
                        "organisation": .string(package.organisation), "node": .identity(package.node),
                        "package": .string(package.path), "data": .string(package.directory.path),
                        "host": .string(package.host), "port": .integer(Int64(package.ports.api)),
                    ])
                }
                return Terminal.print(
                    json: .object([
                        "network": .hash(founded.genesis.network), "nodes": .array(nodes),
                        "authentication": .string(founded.authenticationScript),
                    ]))
            }
            Terminal.print("Everything is in \(Files.name(founded.path)).")
            for line in founded.steps.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                Terminal.print(String(line))
            }
            showOfficer()
        }

        private func showOfficer() {
            guard let wallet else { return }
            Terminal.print("The officer's wallet is \(wallet). Its sign-in card also signs in at a browser.")
            Terminal.print(
                cardFile.map { "Its sign-in card is in \(Files.name($0)). Keep it apart from this device." }
                    ?? "Without a sign-in card this device is its only place: "
                    + "medchain wallet card --as \(wallet) --output \(wallet).card")
        }
    }
}

extension NetworkPackages {
    /// Where the founding officer's wallet looks for its node: on the machine that serves the authority's people.
    var officersAddress: String {
        guard let package = officersPackage else { return "" }
        // On its own machine the node is reached directly; elsewhere through the TLS proxy in front of it.
        let isHere = package.host.hasPrefix("127.") || package.host == "localhost"
        return isHere ? NodeRunning.address("127.0.0.1", package.ports.api) : "https://\(package.host)"
    }

    /// The package of the machine that serves the authority's people.
    var officersPackage: NodePackage? {
        let authority = genesis.organisations[genesis.authority].registrar
        let index = genesis.organisations[..<authority].count { $0.node != nil }
        return packages.indices.contains(index) ? packages[index] : nil
    }
}

/// `hospital:General Hospital`
struct OrganisationArgument: ExpressibleByArgument {
    let kind: OrganisationKind
    let name: String

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map { String($0) }
        guard parts.count == 2, let kind = OrganisationKind(rawValue: parts[0]), !parts[1].isEmpty else { return nil }
        self.kind = kind
        name = parts[1]
    }
}

/// The first officer of the authority, whose keys are made before the network is there.
struct FoundingOfficer {
    let name: String
    let userName: UserName
    let keys = WalletKeys()

    private let store: WalletStore

    /// Throws `wallet.userName`, `wallet.exists`.
    init(name: String, wallet: String, store: WalletStore = WalletStore()) throws {
        self.name = name
        self.store = store
        userName = try UserName(wallet)
        try store.requireFree(wallet)
    }

    func official(of organisation: String) -> NetworkDescription.Official {
        NetworkDescription.Official(
            organisation: organisation, name: name, signingKey: keys.signingPublicKey,
            sealingKey: keys.sealingPublicKey)
    }

    /// Keeps the wallet, and leaves the account in the data directory of the officer's node, so that the officer signs
    /// in at a browser without another command; where there is none here, the first command makes it.
    func keep(
        network: NetworkID, node: String, directory: DataDirectory?, passphrase: String
    ) async throws -> WalletFile {
        let contents = VaultContents(network: network, userName: userName, keys: keys, displayName: name)
        let secret = AccountSecret.random()
        let (vault, stretching, account) = try WalletFile.seal(contents, secret: secret, passphrase: passphrase)
        var file = WalletFile(
            network: network, userName: userName, node: node, identity: keys.identity(in: network), secret: secret,
            stretching: stretching, vault: vault, hasAccount: false)
        try store.create(file, as: userName.text)
        guard let directory else { return file }
        try await directory.addAccount(
            userName: userName.text,
            derivation: KeyDerivation(iterations: Int64(stretching.iterations), salt: stretching.salt),
            authenticationKey: account.authenticationKey, vault: vault.sealed)
        file.hasAccount = true
        try store.replace(file, as: userName.text)
        return file
    }
}
