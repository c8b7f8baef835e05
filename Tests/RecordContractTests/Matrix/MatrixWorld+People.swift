import LedgerFormat
import RecordContract

/// What people have to do with each other, so that there is something of everything.
extension MatrixWorld {
    static func correspondence(_ world: inout World) throws {
        try world.must(
            "alice",
            MessageSend(
                message: World.entity("to a friend"), patient: try world.id("alice"),
                recipients: [try world.id("friend")], content: .sample))
    }
}
