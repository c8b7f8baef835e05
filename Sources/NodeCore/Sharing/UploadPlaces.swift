internal import ContentStore
internal import LedgerFormat
internal import Synchronization

/// The places for uploads under way. Each owner has a few, and whoever has no session shares a small pool of their own,
/// so that nobody can keep others from uploading. A place is taken with an upload's first byte; one whose upload stands
/// still makes room when somebody needs it.
final class UploadPlaces: Sendable {
    /// How many there are.
    struct Limits: Sendable {
        /// Of one identity.
        var perIdentity = 32
        /// Of one address, for those who register.
        var perAddress = 8
        /// Of all identities.
        var identities = 3_584
        /// Of all who register.
        var anonymous = 256
        /// Uploads that the store takes: a few more than the places, for what a restart of the node has left open.
        var store: Int { identities + anonymous + 256 }
    }

    private struct Place {
        let owner: UploadOwner
        var touched: LedgerTime
        /// Requests that bring bytes to it at this moment.
        var requests: Int
    }

    private let limits: Limits
    private let places = Mutex<[UploadID: Place]>([:])

    /// An upload that stood still for so long, in milliseconds, makes room for another one.
    private static let patience: Int64 = 60_000
    /// An upload without a session that stood still for so long is over.
    private static let anonymousLifetime: Int64 = 600_000

    init(limits: Limits) { self.limits = limits }

    /// Takes a place for an upload, or goes on with the one that it has. Returns the uploads that had to make room, to
    /// be abandoned. Throws `tooManyRequests` where the owner's or the pool's places are all in use.
    func take(_ upload: UploadID, for owner: UploadOwner, at now: LedgerTime) throws(NodeError) -> [UploadID] {
        let result = places.withLock { places -> Result<[UploadID], NodeError> in
            if var place = places[upload] {
                place.touched = now
                place.requests += 1
                places[upload] = place
                return .success([])
            }
            var left = Self.over(places, owner, now)
            for id in left { places[id] = nil }
            let own = places.filter { $0.value.owner == owner }
            let pool = places.count { $0.value.owner.isAnonymous == owner.isAnonymous }
            let (perOwner, size) =
                owner.isAnonymous ? (limits.perAddress, limits.anonymous) : (limits.perIdentity, limits.identities)
            if own.count >= perOwner {
                guard let oldest = Self.oldestIdle(own, now) else { return .failure(.tooMany(retryAfter: 60)) }
                places[oldest] = nil
                left.append(oldest)
            } else if pool >= size {
                let others = places.filter { $0.value.owner.isAnonymous == owner.isAnonymous }
                guard let oldest = Self.oldestIdle(others, now) else { return .failure(.tooMany(retryAfter: 60)) }
                places[oldest] = nil
                left.append(oldest)
            }
            places[upload] = Place(owner: owner, touched: now, requests: 1)
            return .success(left)
        }
        return try result.get()
    }

    /// Ends a request that brought bytes; with `isOver` the place is free again.
    func leave(_ upload: UploadID, isOver: Bool, at now: LedgerTime) {
        places.withLock { places in
            guard var place = places[upload] else { return }
            place.requests -= 1
            place.touched = now
            places[upload] = isOver && place.requests == 0 ? nil : place
        }
    }

    /// The upload is over, whoever brought the bytes in the end; a request that still brings some keeps the place.
    func end(_ upload: UploadID) {
        places.withLock { places in
            if let place = places[upload], place.requests == 0 { places[upload] = nil }
        }
    }

    /// How many are taken.
    var count: Int { places.withLock { $0.count } }

    private static func over(_ places: [UploadID: Place], _ owner: UploadOwner, _ now: LedgerTime) -> [UploadID] {
        guard owner.isAnonymous else { return [] }
        return places.filter { _, place in
            place.owner.isAnonymous && place.requests == 0
                && place.touched.advanced(byMilliseconds: anonymousLifetime) <= now
        }.map(\.key)
    }

    private static func oldestIdle(_ places: [UploadID: Place], _ now: LedgerTime) -> UploadID? {
        places.filter { $0.value.requests == 0 && $0.value.touched.advanced(byMilliseconds: patience) <= now }
            .min { ($0.value.touched, $0.key.text) < ($1.value.touched, $1.key.text) }?.key
    }
}

/// Who brings content: an identity, or the address of somebody who is about to register.
struct UploadOwner: Hashable, Sendable {
    /// What uploads are named by and counted against.
    let name: String
    /// What is remembered of the content when it is whole: applicants may come back from another address.
    let provenance: String
    /// Whether there is no session behind it.
    let isAnonymous: Bool

    /// An identity.
    static func identity(_ id: IdentityID) -> UploadOwner {
        UploadOwner(name: id.canonical, provenance: id.canonical, isAnonymous: false)
    }

    /// Somebody who is about to register, by address.
    static func applicant(address: String) -> UploadOwner {
        UploadOwner(name: "address:" + address, provenance: applicants, isAnonymous: true)
    }

    /// The provenance of what was brought for registrations.
    static let applicants = "applicants"
}
