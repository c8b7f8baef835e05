import LedgerFormat

/// What is new must be new: keys and the ids that follow from them.
enum RegistrationPolicy {
    /// Throws `key.inUse` when anybody signs or has signed with that key.
    static func requireUnused(_ key: P256PublicKey, _ run: Execution) throws {
        guard try !run.has(.key(key.thumbprint)) else { throw Rejection(.keyInUse) }
    }

    /// The id of the holder of a first key. Throws `code` when a person, organisation or node has it.
    static func freshID(
        _ key: P256PublicKey, orThrow code: RejectionCode, _ run: Execution
    ) throws -> IdentityID {
        let id = IdentityID(network: run.block.network, firstKey: key.thumbprint)
        guard try !run.has(.identity(id)), try !run.has(.organisation(id)), try !run.has(.node(id)) else {
            throw Rejection(code)
        }
        return id
    }

    /// Counts a patient against the node's quota of the day. Throws `identity.quota`.
    static func countPatient(registeredBy node: IdentityID, _ run: Execution) throws {
        let day = run.time.milliseconds / 86_400_000
        var quota = try run.read(.quota(node: node, day: day)) ?? QuotaDocument(node: node, day: day, count: 0)
        guard quota.count < run.parameters.patientsPerDay else { throw Rejection(.identityQuota) }
        quota.count += 1
        run.write(quota)
    }
}
