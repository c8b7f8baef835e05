import Foundation
import LedgerFormat
import NodeClient
import Synchronization

/// At which node the people of each organisation of the demonstration have their accounts.
struct DemoPlaces: Sendable {
    /// Node addresses by the organisation's word.
    let addresses: [String: String]

    /// All at one node.
    init(address: String) {
        addresses = Dictionary(uniqueKeysWithValues: DemoCast.organisations.map { ($0.id, address) })
    }

    /// At these nodes.
    init(addresses: [String: String]) { self.addresses = addresses }

    func address(of organisation: String) -> String { addresses[organisation] ?? "" }

    /// The nodes, each once.
    var nodes: [String] { Set(addresses.values).sorted() }
}

/// The connections of everybody who takes part. Where there are several nodes, what one has committed is waited for at
/// the others: the next person may be served by another one.
final class DemoClients: Sendable {
    private let places: DemoPlaces
    private let all = Mutex<[NodeClient]>([])
    private let watchers: [NodeClient]

    /// How long a node may take to execute what another has, in polls of 20 ms.
    private static let patience = 1_500

    init(_ places: DemoPlaces) throws {
        self.places = places
        watchers = places.nodes.count > 1 ? try places.nodes.map { try NodeClient(address: $0) } : []
    }

    /// A client of the node that serves an organisation's people.
    func make(for organisation: String) throws -> NodeClient {
        let client = try NodeClient(address: places.address(of: organisation)) { [self] height in
            await reach(height)
        }
        all.withLock { $0.append(client) }
        return client
    }

    /// Waits until every node has executed as much as the one that has executed most.
    func settle() async throws {
        var highest: UInt64 = 0
        for watcher in watchers { highest = max(highest, try await watcher.network().height) }
        await reach(highest)
    }

    /// Waits until every node has executed the block at `height`; a node that does not in time is left behind, and says
    /// itself what it lacks.
    private func reach(_ height: UInt64) async {
        for watcher in watchers {
            for _ in 0..<Self.patience {
                if let network = try? await watcher.network(), network.height >= height { break }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    func close() async {
        let open = all.withLock { clients in
            defer { clients = [] }
            return clients
        }
        for client in open + watchers { await client.close() }
    }
}
