import ClinicalFHIR
import LedgerFormat
import NodeCore
import RecordContract

/// What `medchain demo` prints when it is up: where it is, who is there, and what to try.
struct DemoWelcome {
    let folder: DemoFolder
    let address: String
    /// The page with the people.
    let landing: String

    var lines: [String] {
        [
            "", "\(DemoCast.networkName) is up. Open this in a browser, and sign in as anybody there:", "",
            "  \(landing)", "", "The node is at \(address)", "",
            "For a demonstration only: every person's passphrase is  \(DemoCast.passphrase)",
            "Sign-in cards and wallets: \(folder.people)/NAME.card, NAME.wallet (outside the node's data, "
                + "\(folder.node.path))", "",
        ] + cast + [""] + tour + ["", "Ctrl-C stops it; the next start keeps everything."]
    }

    /// The people, one a line.
    var cast: [String] {
        let staff = ([DemoCast.officer] + DemoCast.staff).map { member in
            let organisation = DemoCast.organisations.first { $0.id == member.organisation }?.name ?? ""
            let pending = member.staysPending ? " (waits for verification)" : ""
            return row(member.userName, Words.role(member.role), "\(member.name), \(organisation)\(pending)")
        }
        let patients = DemoCast.patients.map { patient in
            let id = (try? folder.store.read(patient.userName))?.identity.readable ?? ""
            let person = patient.person
            return row(patient.userName, "patient", "\(person.given) \(person.family), \(id)")
        }
        return [row("SIGN-IN", "ROLE", "WHO")] + patients + staff
    }

    private func row(_ name: String, _ role: String, _ rest: String) -> String {
        "  " + name.padded(10) + role.padded(24) + rest
    }

    private var tour: [String] {
        [
            "To try, in another terminal:",
            "  export MEDCHAIN_HOME=\(folder.people) MEDCHAIN_PASSPHRASE_FILE=\(folder.passphraseFile)",
            "  medchain record list --as anna            her record, opened on this device",
            "  medchain access log --as anna             who read it, when and why",
            "  medchain access requests --as david       a physician asks; grant or deny it",
            "  medchain access list --as eva             the patients who gave Eva Lind access",
            "  medchain identity queue --as ruth         a physician waits for verification",
            "  medchain verify --data \(folder.path)     replay the whole ledger and check every row",
        ]
    }
}

extension String {
    /// Filled with spaces to a width.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

extension DemoFolder {
    /// Wallets remember where the node is; the demonstration may have moved to another port.
    func rememberAddress(_ address: String) throws {
        for name in store.names {
            var file = try store.read(name)
            guard file.node != address else { continue }
            file.node = address
            try store.replace(file, as: name)
        }
    }
}
