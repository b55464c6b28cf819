import Foundation
import Synchronization

/// Sets listings aside while a feed is read, so that a large one is not in memory whole: the first
/// few megabytes stay there, the rest goes to a file that nobody else can open and that ends with
/// the process.
final class ListingSpool: Sendable {
    /// Bytes kept in memory.
    static let memoryBytesMax = 4 << 20

    /// Where a listing stands.
    struct Place: Sendable, Equatable {
        let offset: Int
        let count: Int32
    }

    private struct State {
        /// What has not been written to the file; behind it.
        var tail: [UInt8] = []
        var written = 0
        var file: FileHandle?
    }

    private let state = Mutex(State())

    /// - Throws: `PlatformFailure.unavailable` where there is no room for the file.
    func add(_ listing: Listing) throws(PlatformFailure) -> Place {
        let bytes = ListingBytes.whole(listing)
        let added: Place? = state.withLock { state in
            if state.tail.count + bytes.count > Self.memoryBytesMax, !Self.flush(&state) {
                return nil
            }
            let place = Place(offset: state.written + state.tail.count, count: Int32(bytes.count))
            state.tail += bytes
            return place
        }
        guard let added else { throw Self.failure }
        return added
    }

    /// - Throws: `PlatformFailure.unavailable` where the file cannot be read.
    func listing(at place: Place) throws(PlatformFailure) -> Listing {
        let bytes = state.withLock { Self.bytes(at: place, in: &$0) }
        guard let bytes, let listing = ListingBytes.read(bytes) else { throw Self.failure }
        return listing
    }

    private static let failure = PlatformFailure.unavailable(
        "our temporary directory has no room to set the feed aside", retryAfterSeconds: nil)

    private static func flush(_ state: inout State) -> Bool {
        do {
            if state.file == nil { state.file = try temporaryFile() }
            try state.file?.seek(toOffset: UInt64(state.written))
            try state.file?.write(contentsOf: Data(state.tail))
        } catch {
            return false
        }
        state.written += state.tail.count
        state.tail.removeAll(keepingCapacity: true)
        return true
    }

    private static func bytes(at place: Place, in state: inout State) -> [UInt8]? {
        let count = Int(place.count)
        guard place.offset < state.written else {
            let start = place.offset - state.written
            guard start + count <= state.tail.count else { return nil }
            return Array(state.tail[start..<start + count])
        }
        do {
            try state.file?.seek(toOffset: UInt64(place.offset))
            return try state.file?.read(upToCount: count).map { Array($0) }
        } catch {
            return nil
        }
    }

    /// Has no name from the beginning on, so nothing is left behind by a crash.
    private static func temporaryFile() throws -> FileHandle {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("catalogd-feed-" + UUID().uuidString)
        guard
            FileManager.default.createFile(
                atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        defer { try? FileManager.default.removeItem(at: url) }
        return try FileHandle(forUpdating: url)
    }
}
