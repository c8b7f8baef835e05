import Foundation
import Testing

@Suite("Scenarios")
struct ScenarioTests {
    @Test("Every scenario plays as it is told", arguments: try ScenarioScript.files())
    func plays(_ file: URL) throws {
        var script = try ScenarioScript(file.lastPathComponent)
        let expectations = try script.play(try String(contentsOf: file, encoding: .utf8))
        #expect(expectations > 0)
    }

    @Test("There are scenarios") func thereAreScenarios() throws {
        #expect(try ScenarioScript.files().count >= 8)
    }
}
