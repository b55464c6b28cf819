import Catalog
import Foundation
import PlatformAdapters
import Synchronization

/// What one reading of a platform's catalogue brought.
struct Harvesting {
    let listings: [Listing]
    let rejects: [RejectedRecord]
    let unknownWords: [RejectedRecord]
    let end: CatalogueEnd

    /// The courses of all platforms, as they are in the repository.
    static let seed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("catalog-seed/courses")

    init(_ platform: any Platform, since cursor: [UInt8]? = nil) async throws {
        let pages = Mutex<[CataloguePage]>([])
        end = try await platform.catalogue(since: cursor) { page in
            pages.withLock { $0.append(page) }
        }
        let read = pages.withLock { $0 }
        listings = read.flatMap(\.listings)
        rejects = read.flatMap(\.rejects)
        unknownWords = read.flatMap(\.unknownWords)
    }
}
