public import LedgerFormat

/// `availability.publish`: offers slots.
///
/// - Signed by: a physician.
/// - Checks: `identity.wrongRole`, `availability.period` (not 5 minutes ... 8 hours a slot, not a whole number of
/// slots,
///   longer than 24 hours, over already, or further ahead than 366 days), `availability.exists`,
///   `availability.overlap`, `availability.limit` (200 that are not over).
/// - Effects: the window stands in the physician's calendar.
/// - Event: `availability.published`, to the physician.
public struct AvailabilityPublish: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.availabilityPublish

    /// Its id.
    public let availability: EntityID
    /// When the first slot begins.
    public let from: LedgerTime
    /// When the last slot ends.
    public let until: LedgerTime
    /// How long a slot is, in milliseconds.
    public let slot: Int64

    /// The command with these members.
    public init(availability: EntityID, from: LedgerTime, until: LedgerTime, slot: Int64) {
        self.availability = availability
        self.from = from
        self.until = until
        self.slot = slot
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        availability = try reader.id("availability")
        from = try reader.time("from")
        until = try reader.time("until")
        slot = try reader.integer("slot", in: 1...LedgerTime.maximum.milliseconds)
    }

    /// The members.
    public var json: JSONObject {
        [
            "type": .word(Self.type), "availability": .id(availability), "from": .time(from), "until": .time(until),
            "slot": .integer(slot),
        ]
    }
}

extension AvailabilityPublish {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        guard physician.role == .physician else { throw Rejection(.identityWrongRole) }
        try requirePeriod(run)
        var calendar = try CalendarPolicy.calendar(of: physician.id, run)
        guard !calendar.open.contains(where: { $0.availability == availability }) else {
            throw Rejection(.availabilityExists)
        }
        guard !calendar.open.contains(where: { $0.from < until && from < $0.until }) else {
            throw Rejection(.availabilityOverlap)
        }
        guard calendar.open.count < CalendarDocument.maximumOpen else { throw Rejection(.availabilityLimit) }
        calendar.insert(CalendarDocument.Window(availability: availability, from: from, until: until, slot: slot))
        run.write(calendar)
        var details = Event.Details()
        details.from = from
        details.until = until
        try run.emit(
            Event(
                .availabilityPublished, actor: physician.id, subject: availability.text, audience: [physician.id],
                details: details))
    }

    private func requirePeriod(_ run: Execution) throws(Rejection) {
        let length = until.milliseconds - from.milliseconds
        guard CalendarPolicy.visitLength.contains(slot), (slot...86_400_000).contains(length), length % slot == 0,
            until > run.time, from <= run.time.advanced(byMilliseconds: CalendarPolicy.furthest)
        else { throw Rejection(.availabilityPeriod) }
    }
}
