public import LedgerFormat

/// A physician's calendar: which slots are offered, and which times are taken. What is over leaves it at the next
/// change.
public struct CalendarDocument: LedgerDocument {
    static let maximumOpen = 200
    static let maximumBooked = 400

    /// A window of slots that patients can ask for.
    public struct Window: Hashable, Sendable {
        /// Its id.
        public let availability: EntityID
        /// When the first slot begins.
        public let from: LedgerTime
        /// When the last slot ends.
        public let until: LedgerTime
        /// How long a slot is, in milliseconds.
        public let slot: Int64
    }

    /// A time that is taken: held by a request, or confirmed.
    public struct Booking: Hashable, Sendable {
        /// The appointment.
        public let appointment: EntityID
        /// The patient.
        public let patient: IdentityID
        /// When it begins.
        public let from: LedgerTime
        /// When it ends.
        public let until: LedgerTime
    }

    /// Whose it is.
    public let physician: IdentityID
    /// The windows, ascending by time; they do not overlap.
    public private(set) var open: [Window]
    /// The times taken, ascending; they do not overlap.
    public private(set) var booked: [Booking]

    init(physician: IdentityID) {
        self.physician = physician
        open = []
        booked = []
    }

    /// Whether nothing is taken between these times.
    public func isFree(from: LedgerTime, until: LedgerTime) -> Bool {
        !booked.contains { $0.from < until && from < $0.until }
    }

    /// Whether that is exactly one of the slots offered.
    public func offers(from: LedgerTime, until: LedgerTime) -> Bool {
        open.contains { window in
            window.from <= from && until <= window.until
                && until.milliseconds - from.milliseconds == window.slot
                && (from.milliseconds - window.from.milliseconds) % window.slot == 0
        }
    }

    /// The slots that can be asked for: offered, free, beginning after `time` and within `from ..< until`.
    public func freeSlots(
        from: LedgerTime, until: LedgerTime, after time: LedgerTime, limit: Int
    ) -> [(availability: EntityID, from: LedgerTime, until: LedgerTime)] {
        var slots: [(availability: EntityID, from: LedgerTime, until: LedgerTime)] = []
        for window in open where window.from < until && from < window.until {
            var begin = window.from
            while begin < window.until, slots.count < limit {
                let end = begin.advanced(byMilliseconds: window.slot)
                if begin > time, begin >= from, begin < until, isFree(from: begin, until: end) {
                    slots.append((window.availability, begin, end))
                }
                begin = end
            }
        }
        return slots
    }

    mutating func insert(_ window: Window) {
        open.insert(window, at: open.firstIndex { $0.from > window.from } ?? open.count)
    }

    mutating func insert(_ booking: Booking) {
        booked.insert(booking, at: booked.firstIndex { $0.from > booking.from } ?? booked.count)
    }

    /// Removes a window; false when there is none.
    mutating func remove(availability: EntityID) -> Bool {
        let before = open.count
        open.removeAll { $0.availability == availability }
        return open.count < before
    }

    mutating func remove(appointment: EntityID) { booked.removeAll { $0.appointment == appointment } }

    mutating func forgetWhatIsOver(at time: LedgerTime) {
        open.removeAll { $0.until <= time }
        booked.removeAll { $0.until <= time }
    }

    /// Reads the members. Throws `json.*`.
    public init(parsing reader: inout ObjectReader) throws(Rejection) {
        physician = try reader.identity("physician")
        var open: [Window] = []
        for var inner in try reader.objects("open", count: 0...Self.maximumOpen) {
            let window = Window(
                availability: try inner.id("availability"), from: try inner.time("from"),
                until: try inner.time("until"),
                slot: try inner.integer("slot", in: 1...LedgerTime.maximum.milliseconds))
            try inner.finish()
            guard window.from < window.until else { throw Rejection(.jsonValueRange, field: "open") }
            open.append(window)
        }
        var booked: [Booking] = []
        for var inner in try reader.objects("booked", count: 0...Self.maximumBooked) {
            let booking = Booking(
                appointment: try inner.id("appointment"), patient: try inner.identity("patient"),
                from: try inner.time("from"), until: try inner.time("until"))
            try inner.finish()
            booked.append(booking)
        }
        _ = try ObjectReader.ascending(open.map(\.from), field: "open")
        _ = try ObjectReader.ascending(booked.map(\.from), field: "booked")
        self.open = open
        self.booked = booked
    }

    /// Where the world state keeps it.
    public var key: DocumentKey { .calendar(physician) }
    /// The document as one of the world state.
    public var document: Document { .calendar(self) }
    /// The document of this kind that `document` is, if it is.
    public init?(_ document: Document) {
        guard case .calendar(let value) = document else { return nil }
        self = value
    }

    /// The members.
    public var json: JSONObject {
        let open = open.map { window -> JSONValue in
            .object([
                "availability": .id(window.availability), "from": .time(window.from), "until": .time(window.until),
                "slot": .integer(window.slot),
            ])
        }
        let booked = booked.map { booking -> JSONValue in
            .object([
                "appointment": .id(booking.appointment), "patient": .identity(booking.patient),
                "from": .time(booking.from), "until": .time(booking.until),
            ])
        }
        return ["physician": .identity(physician), "open": .array(open), "booked": .array(booked)]
    }
}
