internal import Crypto
internal import LedgerFormat
internal import RecordContract
internal import SealedRecord
internal import Sealing
internal import Wallet

// The ledger and the sealing know nothing of each other (a node must not link what opens records); this is where a
// device brings their words together.

extension RecordContract.Category {
    var compartment: CompartmentCategory {
        get throws {
            guard let category = CompartmentCategory(name: rawValue) else { throw Rejection(.formatMalformed) }
            return category
        }
    }
}

extension P256PublicKey {
    var sealing: SealingPublicKey {
        get throws { try SealingPublicKey(x: Array(coordinates[0..<32]), y: Array(coordinates[32..<64])) }
    }
}

extension SealingPublicKey {
    var ledger: P256PublicKey {
        get throws { try P256PublicKey(coordinates: x + y) }
    }
}

extension WalletKeys {
    var sealingPrivateKey: SealingPrivateKey {
        get throws { try SealingPrivateKey(scalar: SecretBytes(Array(sealing.rawRepresentation))) }
    }
}

extension RecordDocument {
    func binding(in network: NetworkID) throws -> RecordBinding {
        try RecordBinding(
            network: network.base64URL, patient: patient.canonical, record: record.text,
            category: content.category.compartment)
    }

    var commitments: ShareCommitments {
        get throws {
            try ShareCommitments(
                threshold: Int(content.threshold),
                entries: content.shares.map {
                    try ShareCommitments.Entry(organisation: $0.organisation.canonical, commitment: $0.commitment.bytes)
                })
        }
    }
}

extension PatientCompartment {
    var sealingKey: CompartmentPublicKey {
        get throws {
            try CompartmentPublicKey(
                category: category.compartment, version: UInt64(version), key: publicKey.sealing)
        }
    }
}

extension ShareCommitments {
    var ledgerShares: [RecordContent.Share] {
        get throws {
            try entries.map { entry in
                guard let organisation = IdentityID(canonical: entry.organisation),
                    let commitment = Hash256(bytes: entry.commitment)
                else { throw Rejection(.formatMalformed) }
                return RecordContent.Share(organisation: organisation, commitment: commitment)
            }
        }
    }
}
