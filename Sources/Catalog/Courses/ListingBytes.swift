/// A listing as bytes, one form for one content: every field with its length, nothing left out.
/// What is hashed to tell a change, and what a sync sets aside until it is applied.
///
/// `updatedAt` is not content: a source that only touches its records has changed nothing.
struct ListingBytes {
    private(set) var content: [UInt8] = []

    init(content listing: Listing) {
        content.reserveCapacity(512 + listing.description.utf8.count)
        put(listing.platformID)
        put(listing.externalID)
        put(listing.title)
        put(listing.description)
        put(listing.provider)
        put(listing.category)
        put(listing.price?.rupiah)
        put(listing.delivery?.rawValue)
        put(listing.level?.rawValue)
        put(listing.language)
        put(listing.durationMinutes.map(Int64.init))
        put(Int64(listing.skills.count))
        for skill in listing.skills { put(skill) }
        put(listing.url)
        put(listing.imageURL)
        put(listing.enrolmentKey)
        put(Int64(listing.schedules.count))
        for schedule in listing.schedules {
            put(schedule.code)
            put(schedule.startsAt.milliseconds)
            put(schedule.endsAt?.milliseconds)
            put(schedule.seats.map(Int64.init))
            put(schedule.regency)
        }
    }

    /// The whole listing, for ``read(_:)``.
    static func whole(_ listing: Listing) -> [UInt8] {
        var bytes = ListingBytes(content: listing)
        bytes.put(listing.updatedAt?.milliseconds)
        return bytes.content
    }

    private mutating func put(_ text: String?) {
        guard let text else { return content.append(0) }
        content.append(1)
        put(Int64(text.utf8.count))
        content.append(contentsOf: text.utf8)
    }

    private mutating func put(_ number: Int64?) {
        guard let number else { return content.append(0) }
        content.append(2)
        for shift in stride(from: 56, through: 0, by: -8) {
            content.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
    }

    // MARK: - Reading

    /// Reads what ``whole(_:)`` wrote; nil for anything else.
    static func read(_ bytes: [UInt8]) -> Listing? {
        var reader = Reader(bytes: bytes)
        guard let platformID = reader.text(), let externalID = reader.text(),
            let title = reader.text(), let description = reader.text()
        else { return nil }
        var listing = Listing(
            platformID: platformID, externalID: externalID, title: title,
            description: description)
        listing.provider = reader.text()
        listing.category = reader.text()
        listing.price = reader.number().map(Money.init(rupiah:))
        listing.delivery = reader.text().flatMap(Delivery.init)
        listing.level = reader.text().flatMap(Level.init)
        listing.language = reader.text()
        listing.durationMinutes = reader.number().map(Int.init)
        for _ in 0..<reader.count(max: ListingRules.skillsMax) {
            listing.skills.append(reader.text() ?? "")
        }
        listing.url = reader.text()
        listing.imageURL = reader.text()
        listing.enrolmentKey = reader.text()
        for _ in 0..<reader.count(max: ListingRules.schedulesMax) {
            guard let code = reader.text(), let start = reader.number() else { return nil }
            listing.schedules.append(
                ListedSchedule(
                    code: code, startsAt: Instant(milliseconds: start),
                    endsAt: reader.number().map(Instant.init(milliseconds:)),
                    seats: reader.number().map(Int.init), regency: reader.text()))
        }
        listing.updatedAt = reader.number().map(Instant.init(milliseconds:))
        return reader.isAtEnd ? listing : nil
    }

    private struct Reader {
        let bytes: [UInt8]
        private var position = 0
        private var isBroken = false

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { !isBroken && position == bytes.count }

        mutating func text() -> String? {
            guard tag(1) else { return nil }
            guard let count = number(), count >= 0, count <= bytes.count - position else {
                isBroken = true
                return nil
            }
            defer { position += Int(count) }
            return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
        }

        mutating func number() -> Int64? {
            guard tag(2) else { return nil }
            guard position + 8 <= bytes.count else {
                isBroken = true
                return nil
            }
            defer { position += 8 }
            return bytes[position..<position + 8].reduce(0) { $0 << 8 | Int64($1) }
        }

        /// The length of a list; a longer one than there can be breaks the reading off.
        mutating func count(max: Int) -> Int {
            guard let count = number(), (0...Int64(max)).contains(count) else {
                isBroken = true
                return 0
            }
            return Int(count)
        }

        /// Steps over the tag; false for nothing, and where another one stands.
        private mutating func tag(_ wanted: UInt8) -> Bool {
            guard position < bytes.count, !isBroken else {
                isBroken = true
                return false
            }
            let found = bytes[position]
            position += 1
            if found != wanted, found != 0 { isBroken = true }
            return found == wanted
        }
    }
}
