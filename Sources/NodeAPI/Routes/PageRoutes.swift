internal import Hummingbird

extension API {
    /// What a person sees who opens the node's address.
    var pageEndpoints: [Endpoint] {
        [
            Endpoint(.get, "/") { _ in .bytes(resources.page, type: "text/html; charset=utf-8") },
            Endpoint(.get, "/tour.css") { _ in .bytes(resources.style, type: "text/css; charset=utf-8") },
        ]
    }
}
