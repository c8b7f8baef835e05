import Foundation
import TestSupport
import Testing

/// The whole network, many hundred times: whatever fails, in whatever order, what it promises holds (DESIGN 1). A
/// failing seed is printed: `MEDCHAIN_SIMULATION_SEED` plays it alone, `MEDCHAIN_SIMULATIONS` says how many to play.
@Suite("Simulated networks") struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["MEDCHAIN_SIMULATIONS"].flatMap(Int.init) ?? 200
    private static let seed = environment["MEDCHAIN_SIMULATION_SEED"].flatMap(UInt64.init)

    @Test("The promises hold whatever fails")
    func thePromisesHold() async throws {
        let (seed, count) = (Self.seed, Self.count)
        let tally = try await Self.onAThread { () throws -> HistoryChecker.Tally in
            if let seed { return try Self.play(seed, isTold: true) }
            var generator = SeededGenerator.fresh("simulated networks")
            var tally = HistoryChecker.Tally()
            for _ in 0..<count { tally = tally + (try Self.play(generator.next(), isTold: false)) }
            return tally
        }
        print("simulated networks: \(tally)")
        // Otherwise nothing was shown.
        guard seed == nil else { return }
        #expect(tally.reads > count / 2 && tally.dispenses > count && tally.revocations > count / 4)
        #expect(tally.rejected > count)
    }

    @Test("A seed plays the same again")
    func aSeedPlaysTheSameAgain() async throws {
        let traces = try await Self.onAThread {
            try (0..<2).map { _ -> [String] in
                let simulation = try Simulation(seed: 20_261_122)
                try simulation.run()
                return simulation.trace
            }
        }
        #expect(traces[0] == traces[1] && traces[0].count > 50)
    }

    @Test(
        "A planted fault is found",
        arguments: [
            SharedLog.Fault.forgetsWhatItAcknowledged, .exchangesBatchesForOneNode, .hidesABatchFromOneNode,
        ])
    func aPlantedFaultIsFound(_ fault: SharedLog.Fault) async throws {
        var settings = Simulation.Settings()
        settings.fault = fault
        settings.hasLiar = false
        #expect(try await Self.isFound(settings) != nil)
    }

    @Test("A read or a dispense beyond what was allowed is found")
    func whatWasNotAllowedIsFound() async throws {
        var settings = Simulation.Settings()
        settings.isMistrustful = true
        let found = try await Self.isFound(settings)
        #expect(["somebody read without consent", "more was dispensed than was prescribed"].contains(found))
    }

    /// What the first of twenty simulations that fails has found.
    private static func isFound(_ settings: Simulation.Settings) async throws -> String? {
        try await onAThread {
            for seed in 1...20 {
                let simulation = try Simulation(seed: UInt64(seed), settings)
                do { try simulation.run() } catch { return "\(error)" }
            }
            return nil
        }
    }

    private static func play(_ seed: UInt64, isTold: Bool) throws -> HistoryChecker.Tally {
        let simulation = try Simulation(seed: seed)
        do {
            try simulation.run()
        } catch {
            print(simulation.trace.joined(separator: "\n"))
            throw SimulationFailure("MEDCHAIN_SIMULATION_SEED=\(seed): \(error)")
        }
        if isTold { print(simulation.trace.joined(separator: "\n")) }
        return simulation.checker.tally
    }

    /// On a thread of its own: other tests need those that they share.
    private static func onAThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
        }
    }
}
