internal import Crypto
public import Foundation

/// The web application as files: what a node serves, and what `medchain app` serves from a person's own machine. Read
/// once, at the start, so that what is served is what the hash names.
public struct WebApp: Sendable {
    /// One file of the application.
    public struct File: Sendable {
        /// The path below the application's folder, with `/`.
        public let path: String
        /// The media type it is served with.
        public let mediaType: String
        /// Its content.
        public let bytes: [UInt8]
    }

    /// Every file but the page itself, ascending by path.
    public let files: [File]
    /// The page, whose links name the files below `root`.
    public let page: [UInt8]
    /// The files of the frame that draws PDFs, by name, to be served under `/viewer/pdf/` with a policy of their own;
    /// none where pdf.js is not installed (Debian's package libjs-pdf, or the folder that MEDCHAIN_PDFJS names).
    public let pdfViewer: [File]
    /// SHA-256 over all files, in hexadecimal: for each, ascending by the bytes of its path, the length of the path as
    /// u32 (most significant byte first), the path, and the SHA-256 of its content. Published with each release.
    public let hash: String
    /// Where the files are served: `/app/` and the first 16 digits of the hash. Another version has other addresses,
    /// so that browsers may keep each for ever.
    public var root: String { "/app/\(hash.prefix(16))" }

    /// The media types that the application consists of. A file of another kind is not served.
    private static let mediaTypes = [
        "css": "text/css; charset=utf-8", "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "mjs": "text/javascript; charset=utf-8", "png": "image/png",
        "svg": "image/svg+xml", "wasm": "application/wasm", "woff2": "font/woff2",
    ]
    private static let pageName = "index.html"

    /// Reads the application from `folder`; nil: from where the build put it, or from `web-app` below MEDCHAIN_SHARE.
    /// Throws `WebAppError`.
    public init(folder: URL? = nil) throws {
        let candidates = folder.map { [$0] } ?? Self.folders
        guard let found = candidates.first(where: { Self.exists($0.appending(path: Self.pageName)) }) else {
            throw WebAppError.missing
        }
        try self.init(reading: found)
    }

    private init(reading folder: URL) throws {
        let root = folder.resolvingSymlinksInPath()
        var read: [(path: String, bytes: [UInt8])] = []
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path(percentEncoded: false))
        for name in names where Self.mediaType(of: name) != nil {
            read.append((name, Array(try Data(contentsOf: root.appending(path: name)))))
        }
        read.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var digest = SHA256()
        for file in read {
            let path = Array(file.path.utf8)
            digest.update(data: withUnsafeBytes(of: UInt32(path.count).bigEndian) { Array($0) } + path)
            digest.update(data: Data(SHA256.hash(data: file.bytes)))
        }
        hash = digest.finalize().map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        let source = String(decoding: read.first { $0.path == Self.pageName }?.bytes ?? [], as: UTF8.self)
        page = Array(source.replacingOccurrences(of: "\"/app/", with: "\"/app/\(hash.prefix(16))/").utf8)
        files = read.compactMap { file in
            guard file.path != Self.pageName, let type = Self.mediaType(of: file.path) else { return nil }
            return File(path: file.path, mediaType: type, bytes: file.bytes)
        }
        pdfViewer = Self.pdfViewer(files)
    }

    /// The application's frame with pdf.js beside it.
    private static func pdfViewer(_ files: [File]) -> [File] {
        let path = ProcessInfo.processInfo.environment["MEDCHAIN_PDFJS"] ?? "/usr/share/javascript/pdf/build"
        let folder = URL(filePath: path, directoryHint: .isDirectory)
        let library = ["pdf.js", "pdf.worker.js"].compactMap { name in
            (try? Data(contentsOf: folder.appending(path: name))).map {
                File(path: name, mediaType: "text/javascript; charset=utf-8", bytes: Array($0))
            }
        }
        guard library.count == 2 else { return [] }
        let prefix = "viewers/pdf/"
        return library
            + files.filter { $0.path.hasPrefix(prefix) }.map { file in
                File(path: String(file.path.dropFirst(prefix.count)), mediaType: file.mediaType, bytes: file.bytes)
            }
    }

    private static func mediaType(of path: String) -> String? {
        guard !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return nil }
        return mediaTypes[String(path.split(separator: ".").last ?? "")]
    }

    private static func exists(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
    }

    /// `Bundle.module` ends the process where the bundle is missing, so it is looked for here.
    private static var folders: [URL] {
        var folders: [URL] = []
        if let path = ProcessInfo.processInfo.environment["MEDCHAIN_SHARE"], !path.isEmpty {
            folders.append(URL(filePath: path, directoryHint: .isDirectory).appending(path: "web-app"))
        }
        let program = URL(
            filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
        for folder in [program.deletingLastPathComponent(), Bundle.main.bundleURL] {
            folders.append(folder.appending(path: "medchain_WebApp.resources/app"))
        }
        return folders
    }
}

/// Why the application cannot be served.
public enum WebAppError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Its files are not where they belong.
    case missing

    /// What is wrong and what to do.
    public var description: String {
        "The web application is missing beside the program; set MEDCHAIN_SHARE to the folder that holds web-app/"
    }
}
