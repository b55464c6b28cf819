import Cryptography

/// A listing that ``ListingRules`` have made safe and bounded; nothing else makes one.
public struct AdmittedListing: Sendable, Equatable {
    public let listing: Listing
    public let contentHash: ContentHash

    init(_ listing: Listing) {
        self.listing = listing
        contentHash = ContentHash(digest: SHA256.digest(ListingBytes(content: listing).content))
    }

    /// One that was set aside after it had been admitted.
    init(setAside listing: Listing, contentHash: ContentHash) {
        self.listing = listing
        self.contentHash = contentHash
    }
}
