public import LedgerFormat

/// `availability.withdraw`: offers the slots of a window no longer; what is requested or booked in it stays.
///
/// - Signed by: the physician.
/// - Checks: `identity.wrongRole`, `availability.unknown` (also one that is over).
/// - Effects: the window leaves the calendar.
/// - Event: `availability.withdrawn`, to the physician.
public struct AvailabilityWithdraw: PersonCommand {
    /// The type that it stands under.
    public static let type = CommandType.availabilityWithdraw

    /// The window.
    public let availability: EntityID

    /// The command with these members.
    public init(availability: EntityID) { self.availability = availability }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        availability = try reader.id("availability")
    }

    /// The members.
    public var json: JSONObject { ["type": .word(Self.type), "availability": .id(availability)] }
}

extension AvailabilityWithdraw {
    func execute(by physician: IdentityDocument, _ run: Execution) throws {
        guard physician.role == .physician else { throw Rejection(.identityWrongRole) }
        var calendar = try CalendarPolicy.calendar(of: physician.id, run)
        guard calendar.remove(availability: availability) else { throw Rejection(.availabilityUnknown) }
        run.write(calendar)
        try run.emit(
            Event(
                .availabilityWithdrawn, actor: physician.id, subject: availability.text, audience: [physician.id]))
    }
}
