internal import Foundation
internal import LedgerFormat

/// Where things lie in the folder of a ``FolderContentStore``.
struct ContentFolder: Sendable {
    let path: String

    var databasePath: String { path + "/content.sqlite" }
    var lockPath: String { path + "/lock" }
    var objectsPath: String { path + "/objects" }
    var uploadsPath: String { path + "/uploads" }

    /// One of 1,024 folders by the two characters before the last: the first ones hardly differ, and the last one
    /// carries three bits only.
    func objectPath(_ cid: CID) -> String {
        let text = cid.text
        return objectsPath + "/" + text.dropLast().suffix(2) + "/" + text
    }

    func uploadPath(_ id: UploadID) -> String {
        uploadsPath + "/" + id.text
    }

    func create() throws {
        for folder in [path, objectsPath, uploadsPath] {
            try FileSystem.makeFolder(folder)
        }
    }

    /// Puts an upload's file back if a crash came between its move and its listing.
    ///
    /// - Returns: whether the upload can go on.
    func takeBack(_ record: UploadRecord, isStored: Bool) throws -> Bool {
        let upload = uploadPath(record.id)
        if try FileSystem.exists(upload) { return true }
        let object = objectPath(record.cid)
        guard try !isStored && FileSystem.exists(object) else { return false }
        try FileSystem.rename(object, to: upload)
        return true
    }

    /// Removes files of uploads that ended.
    func removeUploads(except known: Set<String>) throws {
        for name in try FileSystem.names(in: uploadsPath) where !known.contains(name) {
            _ = try FileSystem.erase(uploadsPath + "/" + name)
        }
    }

    /// The identifiers that the files among the objects bear; nil for a name that is none, or lies in a wrong place.
    func objectFiles() throws -> [(path: String, cid: CID?)] {
        try FileSystem.names(in: objectsPath).flatMap { shard in
            try FileSystem.names(in: objectsPath + "/" + shard).map { name in
                let path = objectsPath + "/" + shard + "/" + name
                let cid = (try? CID(text: name)).flatMap { objectPath($0) == path ? $0 : nil }
                return (path, cid)
            }
        }
    }
}
