internal import HTTPTypes
internal import Hummingbird
internal import LedgerFormat
internal import NIOCore
internal import WebApp

extension API {
    /// What a person sees who opens the node's address: the web application, and a page with a tour by command line.
    var pageEndpoints: [Endpoint] {
        [
            Self.endpoint(webApp.servedPage),
            Endpoint(.get, "/app/bundle.json") { _ in
                .json(["hash": .string(webApp.hash), "root": .string(webApp.root)])
            },
            Endpoint(.get, "/tour") { _ in .bytes(resources.page, type: "text/html; charset=utf-8") },
            Endpoint(.get, "/tour.css") { _ in .bytes(resources.style, type: "text/css; charset=utf-8") },
        ]
    }

    /// The files of the web application, each an address of its own: nothing else below `/app` and `/viewer` exists.
    /// They are no part of the API's document.
    var fileEndpoints: [Endpoint] { webApp.servedFiles.map(Self.endpoint) }

    private static func endpoint(_ file: WebApp.ServedFile) -> Endpoint {
        Endpoint(.get, file.address) { _ in
            var headers = HTTPFields()
            for (name, value) in file.headers {
                if let name = HTTPField.Name(name) { headers[name] = value }
            }
            return Response(
                status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
        }
    }
}
