internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import WebApp

extension API {
    /// What a person sees who opens the node's address: the web application, and a page with a tour by command line.
    var pageEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/") { _ in
                var page = Response.bytes(webApp.page, type: "text/html; charset=utf-8")
                page.headers[.contentSecurityPolicy] = Self.appPolicy
                page.headers[.openerPolicy] = "same-origin"
                page.headers[.permissionsPolicy] = Self.permissions
                // The page names the files of its version; a newer one must be seen at once.
                page.headers[.cacheControl] = "no-cache"
                return page
            },
            Endpoint(.get, "/app/bundle.json") { _ in
                .json(["hash": .string(webApp.hash), "root": .string(webApp.root)])
            },
            Endpoint(.get, "/tour") { _ in .bytes(resources.page, type: "text/html; charset=utf-8") },
            Endpoint(.get, "/tour.css") { _ in .bytes(resources.style, type: "text/css; charset=utf-8") },
        ]
    }

    /// The files of the web application, each an address of its own: nothing else below `/app` exists. They are no
    /// part of the API's document. Their addresses change with their content, so browsers keep them.
    var fileEndpoints: [Endpoint] {
        webApp.files.map { file in
            Endpoint(.get, "\(webApp.root)/\(file.path)") { _ in
                var response = Response.bytes(file.bytes, type: file.mediaType)
                response.headers[.cacheControl] = "public, max-age=31536000, immutable"
                // Workers run under the policy of their own script.
                response.headers[.contentSecurityPolicy] = Self.appPolicy
                return response
            }
        }
    }

    /// The frame that draws PDFs. Its origin is opaque, whoever opens it: it reaches neither the application's storage
    /// nor its keys, and nothing over the network but these files, which for that reason say that it may have them.
    var viewerEndpoints: [Endpoint] {
        webApp.pdfViewer.map { file in
            Endpoint(.get, "/viewer/pdf/\(file.path)") { _ in
                var response = Response.bytes(file.bytes, type: file.mediaType)
                response.headers[.contentSecurityPolicy] = Self.viewerPolicy
                response.headers[.resourcePolicy] = "cross-origin"
                response.headers[.cacheControl] = "no-cache"
                return response
            }
        }
    }

    private static let viewerPolicy =
        "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; "
        + "font-src blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

    /// Everything from this node, nothing inline, nobody frames it. Pictures and documents of records are opened from
    /// memory (`blob:`, `data:`).
    private static let appPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'"
    /// The camera reads sign-in cards; the rest is for nobody.
    private static let permissions =
        "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()"
}
