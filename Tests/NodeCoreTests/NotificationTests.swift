import Foundation
import LedgerFormat
import Logging
import RecordContract
import Testing

@testable import NodeCore

/// COVERAGE 000-10, 000-11: notices go out for news alone, once an interval, and again after a failure, later and
/// later.
@Suite struct NotificationTests {
    /// A program in sendmail's place that keeps what it is given, and fails while a file says so.
    private struct Mailer {
        let folder: TemporaryFolder
        var path: String { folder.path + "/sendmail" }

        init() throws {
            folder = try TemporaryFolder()
            let script = """
                #!/bin/sh
                cat >> '\(folder.path)/taken'
                echo sent >> '\(folder.path)/count'
                test ! -e '\(folder.path)/broken'
                """
            try script.write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }

        func setBroken(_ flag: Bool) throws {
            let file = folder.path + "/broken"
            if flag {
                try Data().write(to: URL(fileURLWithPath: file))
            } else {
                try FileManager.default.removeItem(atPath: file)
            }
        }

        var count: Int {
            (try? String(contentsOfFile: folder.path + "/count", encoding: .utf8))?.count { $0 == "\n" } ?? 0
        }
        var taken: String { (try? String(contentsOfFile: folder.path + "/taken", encoding: .utf8)) ?? "" }
    }

    private func notifications(_ node: Node, _ mailer: Mailer, _ clock: ManualClock) throws -> Notifications {
        var configuration = NodeConfiguration.Notifications()
        configuration.from = "node@hospital.example"
        configuration.mailer = .sendmail(path: mailer.path)
        return try Notifications(
            ledger: node.ledger, store: try NotificationStore(path: mailer.folder.path + "/notifications.sqlite"),
            channels: try NoticeChannels(configuration), clock: clock.clock)
    }

    @Test func noticesGoOutForNewsAloneAndAgainAfterAFailureLaterAndLater() async throws {
        let (network, mailer, clock) = (try TestNetwork(), try Mailer(), ManualClock())
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let notifications = try notifications(node, mailer, clock)
            let dispatcher = NoticeDispatcher(
                notifications: notifications, interval: 60_000, logger: Logger(label: "test"))
            _ = try await notifications.choose(
                email: "anna@inbox.example", webhook: nil, muted: [], for: patient.principal)
            let code = try #require(mailer.taken.firstMatch(of: /\s{4}(\d{8})/)).output.1
            try await notifications.confirm(String(code), for: patient.principal)

            try await dispatcher.round(all: true)
            #expect(mailer.count == 1, "nothing happened since the address was confirmed")
            for _ in 0..<3 { _ = try await node.submit(try network.request(physician, patient)) }
            try await dispatcher.round(all: true)
            #expect(mailer.count == 2, "three events are one notice")
            #expect(!mailer.taken.contains(patient.id.canonical) && !mailer.taken.contains(physician.id.canonical))

            _ = try await node.submit(try network.request(physician, patient))
            try await dispatcher.round(all: true)
            #expect(mailer.count == 2, "not twice in an interval")
            let newest = try await notifications.inbox(for: patient.principal, before: nil, limit: 1, unreadOnly: true)
            try await notifications.mark(
                for: patient.principal, through: newest.items.first?.event.cursor, items: [])
            clock.advance(milliseconds: 60_000)
            try await dispatcher.round(all: true)
            #expect(mailer.count == 2, "what was read meanwhile is no news")

            try mailer.setBroken(true)
            clock.advance(milliseconds: 60_000)
            _ = try await node.submit(try network.request(physician, patient))
            try await dispatcher.round(all: true)
            #expect(mailer.count == 3)
            var wait: Int64 = 30_000
            for attempt in 2...NoticeDispatcher.maximumAttempts {
                clock.advance(milliseconds: wait - 1)
                try await dispatcher.round(all: false)
                #expect(mailer.count == attempt + 1, "before its time")
                clock.advance(milliseconds: 1)
                try await dispatcher.round(all: false)
                #expect(mailer.count == attempt + 2)
                wait = min(wait * 2, 3_600_000)
            }
            clock.advance(milliseconds: 86_400_000)
            try await dispatcher.round(all: true)
            #expect(mailer.count == 10, "after the last attempt only something new is told")
            try mailer.setBroken(false)
            _ = try await node.submit(try network.request(physician, patient))
            try await dispatcher.round(all: true)
            #expect(mailer.count == 11)
        }
    }

    @Test func readMarksAreOnesOwnAndTheInboxHasNoOwnActs() async throws {
        let (network, mailer, clock) = (try TestNetwork(), try Mailer(), ManualClock())
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let physician = try await network.register(.physician, node)
            let notifications = try notifications(node, mailer, clock)
            for _ in 0..<5 { _ = try await node.submit(try network.request(physician, patient)) }
            func unread(_ person: TestPerson) async throws -> Int {
                try await notifications.state(for: person.principal).unread
            }
            let before = try await unread(patient)
            let theirs = try await unread(physician)
            let first = try await notifications.inbox(for: patient.principal, before: nil, limit: 2, unreadOnly: false)
            #expect(first.items.map(\.topic) == ["access", "access"])
            let next = try await notifications.inbox(
                for: patient.principal, before: first.next, limit: 200, unreadOnly: false)
            let cursors = (first.items + next.items).map(\.event.cursor)
            #expect(cursors == cursors.sorted(by: >) && Set(cursors).count == cursors.count)
            #expect(cursors.count == before)
            try await notifications.mark(for: patient.principal, through: nil, items: [cursors[0]])
            #expect(try await unread(patient) == before - 1)
            try await notifications.mark(for: patient.principal, through: cursors[2], items: [])
            #expect(try await unread(patient) == 1)
            #expect(try await unread(physician) == theirs)
            await #expect(throws: NodeError.self) {
                for round in 0..<6 as Range<Int64> {
                    try await notifications.mark(
                        for: patient.principal, through: nil,
                        items: (1...200).map { cursors[0] + round * 200 + $0 })
                }
            }
        }
    }

    @Test func aWrongCodeIsSpentAfterFiveTriesAndALateOneIsWorthNothing() async throws {
        let (network, mailer, clock) = (try TestNetwork(), try Mailer(), ManualClock())
        try await network.run { (node: Node) async throws -> Void in
            let patient = try await network.register(.patient, node)
            let notifications = try notifications(node, mailer, clock)
            func choose() async throws -> String {
                _ = try await notifications.choose(
                    email: "anna@inbox.example", webhook: nil, muted: [], for: patient.principal)
                let codes = mailer.taken.matches(of: /\s{4}(\d{8})/).map { String($0.output.1) }
                return try #require(codes.last)
            }
            func confirms(_ code: String) async -> Bool {
                do { try await notifications.confirm(code, for: patient.principal) } catch { return false }
                return true
            }
            let first = try await choose()
            let wrong = first == "00000000" ? "00000001" : "00000000"
            for _ in 0..<5 { #expect(await !confirms(wrong)) }
            #expect(await !confirms(first))
            let second = try await choose()
            clock.advance(milliseconds: 3_600_000)
            #expect(await !confirms(second))
            let third = try await choose()
            #expect(await confirms(third))
            #expect(await !confirms(third))
        }
    }
}
