internal import Foundation

/// The files that the API serves: the OpenAPI document and the page for people. Read once, at the start.
struct APIResources: Sendable {
    /// The OpenAPI 3.1 document.
    let openAPI: [UInt8]
    /// The page at `/`.
    let page: [UInt8]
    /// Its style sheet.
    let style: [UInt8]

    /// Reads them from `share`, else from where the build put them. Throws `NodeServerError.resourceMissing`.
    init(share: String?) throws {
        let folders = try Self.folders(share)
        openAPI = try Self.read("openapi.json", folders)
        page = try Self.read("index.html", folders)
        style = try Self.read("tour.css", folders)
    }

    /// `Bundle.module` ends the process where the bundle is missing, so it is looked for here: beside the program,
    /// and where MEDCHAIN_SHARE says.
    private static func folders(_ share: String?) throws -> [URL] {
        if let share { return [URL(filePath: share, directoryHint: .isDirectory)] }
        var folders: [URL] = []
        if let path = ProcessInfo.processInfo.environment["MEDCHAIN_SHARE"], !path.isEmpty {
            folders.append(URL(filePath: path, directoryHint: .isDirectory).appending(path: "node-api"))
        }
        let program = URL(
            filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        for folder in [program.deletingLastPathComponent(), Bundle.main.bundleURL] {
            folders.append(folder.appending(path: "medchain_NodeAPI.resources/Resources"))
        }
        return folders
    }

    private static func read(_ name: String, _ folders: [URL]) throws -> [UInt8] {
        for folder in folders {
            if let data = try? Data(contentsOf: folder.appending(path: name)) { return Array(data) }
        }
        throw NodeServerError.resourceMissing(name)
    }
}

/// Why a server cannot start.
public enum NodeServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file that belongs to the program is missing.
    case resourceMissing(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .resourceMissing(let name):
            "\(name) is missing beside the program; set MEDCHAIN_SHARE to the folder that holds node-api/\(name)"
        }
    }
}
