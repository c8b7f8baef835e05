extension WebApp {
    /// A file as browsers get it: whoever serves the application adds nothing to the headers and leaves none out.
    public struct ServedFile: Sendable {
        /// The address's path.
        public let address: String
        /// Its content.
        public let bytes: [UInt8]
        /// The headers, with the media type and the policy.
        public let headers: [(name: String, value: String)]
    }

    /// The page that opens the application.
    public var servedPage: ServedFile {
        ServedFile(
            address: "/", bytes: page,
            headers: Self.common + [
                ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", Self.appPolicy),
                ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
                ("Permissions-Policy", Self.permissions),
                // The page names the files of its version; a newer one must be seen at once.
                ("Cache-Control", "no-cache"),
            ])
    }

    /// Every other file: the application's, each at an address that changes with its content so that browsers keep it,
    /// and the frame that draws PDFs.
    public var servedFiles: [ServedFile] {
        let own = files.map { file in
            ServedFile(
                address: "\(root)/\(file.path)", bytes: file.bytes,
                headers: Self.common + [
                    ("Content-Type", file.mediaType), ("Cache-Control", "public, max-age=31536000, immutable"),
                    // Workers run under the policy of their own script.
                    ("Content-Security-Policy", Self.appPolicy), ("Cross-Origin-Resource-Policy", "same-origin"),
                ])
        }
        // The frame's origin is opaque, whoever opens it: it reaches neither the application's storage nor its keys,
        // and nothing over the network but these files, which for that reason say that it may have them.
        let viewer = pdfViewer.map { file in
            ServedFile(
                address: "/viewer/pdf/\(file.path)", bytes: file.bytes,
                headers: Self.common + [
                    ("Content-Type", file.mediaType), ("Cache-Control", "no-cache"),
                    ("Content-Security-Policy", Self.viewerPolicy), ("Cross-Origin-Resource-Policy", "cross-origin"),
                ])
        }
        return own + viewer
    }

    private static let common = [
        (name: "X-Content-Type-Options", value: "nosniff"), (name: "Referrer-Policy", value: "no-referrer"),
    ]
    private static let viewerPolicy =
        "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; "
        + "font-src blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    /// Everything from the one origin, nothing inline, nobody frames it. Pictures and documents of records are opened
    /// from memory (`blob:`, `data:`).
    private static let appPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"
    /// The camera reads sign-in cards; the rest is for nobody.
    private static let permissions =
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()"
}
