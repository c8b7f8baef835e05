import ClinicalFHIR
import Foundation
import RecordContract

/// The demonstration's page for a browser: each person with a link that carries their sign-in card in the fragment of
/// the application's address. A fragment never reaches a node.
struct DemoLanding: Sendable {
    let folder: DemoFolder
    let places: DemoPlaces

    /// The page, from the cards as they lie there now.
    var page: String {
        let people = DemoCast.patients.map(patient) + ([DemoCast.officer] + DemoCast.staff).map(staff)
        let isComplete = (try? folder.isComplete()) ?? false
        let body =
            isComplete
            ? """
            <p class="lead">Choose somebody, and press &ldquo;Sign in&rdquo; on the page that opens. To see two people
            at work on each other, open the second one in another browser window (a private one).</p>
            <h2>Patients</h2>
            <ul>\(people.prefix(DemoCast.patients.count).joined())</ul>
            <h2>Staff</h2>
            <ul>\(people.dropFirst(DemoCast.patients.count).joined())</ul>
            <p>Or <a href="\(first)/#/sign-up">sign up as a patient</a> of your own, or look at the
            <a href="\(first)/">first page</a>.</p>
            """ : "<p class=\"lead\">The demonstration is being prepared. Reload this page in a moment.</p>"
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>MedChain demonstration</title>
            <link rel="stylesheet" href="/page.css"></head>
            <body><main><h1>\(Self.escaped(DemoCast.networkName))</h1>
            <p>A demonstration on this computer. Nobody in it exists.</p>
            \(body)
            <p class="small">The links carry each person&rsquo;s sign-in card and passphrase to the application in your
            browser. A real card is kept by its person alone.</p></main></body></html>

            """
    }

    private func staff(_ member: DemoCast.Staff) -> String {
        let organisation = DemoCast.organisations.first { $0.id == member.organisation }?.name ?? ""
        let waits = member.staysPending ? ", waits for verification" : ""
        return item(
            member.userName, member.name, "\(Words.role(member.role)), \(organisation)\(waits)",
            at: places.address(of: member.organisation))
    }

    private func patient(_ patient: DemoCast.Patient) -> String {
        let person = patient.person
        return item(
            patient.userName, "\(person.given) \(person.family)", "patient, born \(person.birthDate)",
            at: places.address(of: patient.organisation))
    }

    /// The node of the first patients: where a visitor begins.
    private var first: String { places.address(of: DemoCast.patients[0].organisation) }

    private func item(_ user: String, _ name: String, _ about: String, at address: String) -> String {
        let card = (try? String(contentsOfFile: folder.card(user), encoding: .utf8)) ?? ""
        let fragment = "/sign-in?card=\(Self.encoded(card))&passphrase=\(Self.encoded(DemoCast.passphrase))"
        return """
            <li><a href="\(address)/#\(fragment)" rel="noreferrer"><strong>\(Self.escaped(name))</strong>
            <span>\(Self.escaped(about))</span></a></li>

            """
    }

    private static func encoded(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
            .addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }

    /// The page's style sheet.
    static let style = """
        :root { color-scheme: light dark; --ground: #f5f7f9; --surface: #fff; --text: #17212b; --soft: #566473;
          --line: #d5dce3; --accent: #0b6e69; }
        @media (prefers-color-scheme: dark) { :root { --ground: #11171d; --surface: #1a222a; --text: #e9eef3;
          --soft: #a3b0bd; --line: #33404c; --accent: #6fd0c8; } }
        body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
        h1 { font-size: 1.8rem; margin: 0 0 0.5rem; }
        h2 { font-size: 1.2rem; margin: 2rem 0 0.75rem; }
        .lead { font-size: 1.1rem; }
        .small, span { color: var(--soft); font-size: 0.9rem; }
        ul { list-style: none; padding: 0; display: grid; gap: 0.75rem;
          grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
        li a { display: grid; padding: 0.75rem 1rem; background: var(--surface); color: inherit; text-decoration: none;
          border: 1px solid var(--line); border-radius: 10px; min-height: 2.75rem; }
        li a:hover { border-color: var(--accent); }
        a { color: var(--accent); }
        :focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }

        """
}
