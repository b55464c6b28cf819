import Foundation

/// Which listings we take, and in what shape: the one gate between a platform's words and our
/// store. Texts lose what cannot be seen, descriptions become ``SafeHTML``; a field that breaks
/// a limit is left empty and noted, a record without its essentials is rejected.
public enum ListingRules {
    public static let externalIDBytesMax = 256
    /// Lengths of texts are in Unicode scalars.
    public static let titleLengthMax = 300
    public static let nameLengthMax = 200
    public static let skillLengthMax = 80
    public static let skillsMax = 50
    public static let urlBytesMax = 2_000
    public static let schedulesMax = 200
    public static let scheduleCodeLengthMax = 100
    public static let enrolmentKeyBytesMax = 500
    public static let priceMax = Money(rupiah: 1_000_000_000)
    /// A year of hours around the clock: more is a mistake of units.
    public static let durationMinutesMax = 525_600
    public static let seatsMax = 1_000_000
    /// 2000-01-01 to 2100-01-01: other dates are mistakes.
    static let dates =
        Instant(milliseconds: 946_684_800_000)...Instant(milliseconds: 4_102_444_800_000)

    public enum Verdict: Sendable, Equatable {
        /// `notes` name the fields that were left empty, with the course's external id.
        case admitted(AdmittedListing, notes: [RejectedRecord])
        case rejected(RejectedRecord)
    }

    /// Judges what a platform sent. Pure, and idempotent on what it has admitted.
    public static func judge(_ source: Listing) -> Verdict {
        if let reason = fault(in: source) {
            let record = CleanText.line(source.externalID, scalarsMax: externalIDBytesMax)
            return .rejected(RejectedRecord(record: record ?? "(no id)", reason: reason))
        }
        var notes: [RejectedRecord] = []
        func note(_ reason: String) {
            notes.append(RejectedRecord(record: source.externalID, reason: reason))
        }
        /// Keeps the bounded form of a field, or empties it and says so.
        func keep<Value>(_ kept: Value?, given: Bool, _ field: String) -> Value? {
            if kept == nil, given { note("\(field) left empty: not usable as it was sent") }
            return kept
        }
        var listing = source
        listing.title = CleanText.line(source.title)
        listing.description = SafeHTML(reducing: source.description).html
        listing.provider = keep(
            CleanText.line(source.provider, scalarsMax: nameLengthMax),
            given: isGiven(source.provider), "provider")
        listing.category = keep(
            CleanText.line(source.category, scalarsMax: nameLengthMax),
            given: isGiven(source.category), "category")
        listing.language = keep(
            source.language.flatMap(primarySubtag), given: isGiven(source.language), "language")
        // Zero is how many sources say that they do not know.
        listing.durationMinutes = keep(
            source.durationMinutes.flatMap { (1...durationMinutesMax).contains($0) ? $0 : nil },
            given: source.durationMinutes ?? 0 != 0, "duration_minutes")
        listing.url = keep(
            source.url.flatMap(webAddress), given: isGiven(source.url), "url")
        listing.imageURL = keep(
            source.imageURL.flatMap(webAddress), given: isGiven(source.imageURL), "image_url")
        listing.skills = skills(source.skills)
        listing.schedules = schedules(source.schedules, note: note)
        return .admitted(AdmittedListing(listing), notes: notes)
    }

    /// Why the record cannot be taken at all, or nil.
    private static func fault(in source: Listing) -> String? {
        let id = source.externalID
        if id.isEmpty || id.allSatisfy(\.isWhitespace) { return "it has no id" }
        if id.utf8.count > externalIDBytesMax {
            return "its id is longer than \(externalIDBytesMax) bytes"
        }
        if id.unicodeScalars.contains(where: CleanText.isForbidden) {
            return "its id holds control characters"
        }
        if let key = source.enrolmentKey, key.utf8.count > enrolmentKeyBytesMax {
            return "what enrols a learner is longer than \(enrolmentKeyBytesMax) bytes"
        }
        let title = CleanText.line(source.title)
        if title.isEmpty { return "it has no title" }
        if title.unicodeScalars.count > titleLengthMax {
            return "its title is longer than \(titleLengthMax) characters"
        }
        if let price = source.price {
            if price < .zero { return "its price is negative: \(price)" }
            if price > priceMax { return "its price \(price) is above \(priceMax)" }
        }
        return nil
    }

    private static func isGiven(_ text: String?) -> Bool {
        text.map { !$0.allSatisfy(\.isWhitespace) } ?? false
    }

    /// `id-ID` → `id`.
    private static func primarySubtag(_ tag: String) -> String? {
        let primary = tag.lowercased().split { $0 == "-" || $0 == "_" }.first.map(String.init)
        guard let primary, (2...3).contains(primary.utf8.count),
            primary.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else { return nil }
        return primary
    }

    /// Characters that a URL never holds unescaped and that could end an attribute.
    private static let unfit = Set("\"'<>\\^`{|}".utf8)

    /// An absolute http(s) address without user information, fit for an `href`.
    static func webAddress(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.utf8.count <= urlBytesMax,
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !unfit.contains($0) }),
            let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil
        else { return nil }
        return text
    }

    private static func skills(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        var kept: [String] = []
        for word in words where kept.count < skillsMax {
            guard let skill = CleanText.line(word, scalarsMax: skillLengthMax),
                seen.insert(skill.lowercased()).inserted
            else { continue }
            kept.append(skill)
        }
        return kept
    }

    /// The sound schedules by date, so that their order in the feed is no change.
    private static func schedules(
        _ listed: [ListedSchedule], note: (String) -> Void
    ) -> [ListedSchedule] {
        var codes: Set<String> = []
        var kept: [ListedSchedule] = []
        for var schedule in listed {
            guard let code = CleanText.line(schedule.code, scalarsMax: scheduleCodeLengthMax) else {
                note("schedule without a usable code")
                continue
            }
            if let reason = fault(in: schedule) {
                note("schedule \(code): \(reason)")
                continue
            }
            guard codes.insert(code).inserted else {
                note("schedule \(code): a second one of that code")
                continue
            }
            guard kept.count < schedulesMax else {
                note("schedule \(code): more than \(schedulesMax) schedules")
                break
            }
            schedule.code = code
            if let regency = schedule.regency, !isRegency(regency) {
                note("schedule \(code): regency is not a code such as 31.74")
                schedule.regency = nil
            }
            kept.append(schedule)
        }
        return kept.sorted { ($0.startsAt, $0.code) < ($1.startsAt, $1.code) }
    }

    private static func fault(in schedule: ListedSchedule) -> String? {
        if !dates.contains(schedule.startsAt) { return "its start is not a believable date" }
        if let end = schedule.endsAt, end < schedule.startsAt || !dates.contains(end) {
            return "it ends before it starts"
        }
        if let seats = schedule.seats, !(0...seatsMax).contains(seats) {
            return "\(seats) seats"
        }
        return nil
    }

    /// `31` or `31.74`.
    private static func isRegency(_ code: String) -> Bool {
        let parts = code.split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count)
            && parts.allSatisfy { part in
                part.utf8.count == 2 && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}
