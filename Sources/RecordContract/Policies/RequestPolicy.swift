import LedgerFormat

/// Requests while they wait for their answer.
enum RequestPolicy {
    /// Lists a new request. Throws `request.tooMany` when its requester has as many open ones to that patient as may
    /// be.
    static func open(_ request: RequestDocument, _ run: Execution) throws {
        let key = DocumentKey.openRequests(request.patient, request.requester)
        var list =
            try run.read(key) ?? OpenRequestsDocument(patient: request.patient, requester: request.requester)
        guard list.open.count < OpenRequestsDocument.maximum else { throw Rejection(.requestTooMany) }
        _ = list.open.insertAscending(request.request)
        run.write(list)
    }

    /// Takes a request that has been answered or withdrawn off the list.
    static func close(_ request: RequestDocument, _ run: Execution) throws {
        let key = DocumentKey.openRequests(request.patient, request.requester)
        var list: OpenRequestsDocument = try run.require(key)
        list.open.removeAll { $0 == request.request }
        if list.open.isEmpty { run.delete(key) } else { run.write(list) }
    }
}
