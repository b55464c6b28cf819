import Catalog

/// Where the next run of an OData platform starts.
struct ODataCursor: Codable, Equatable {
    private static let currentVersion = 1
    /// Without a delta link nobody tells us what was removed: so often everything is read.
    static let wholeSpan = Span.hours(1)

    var version = ODataCursor.currentVersion
    /// The server's own link to what changed since.
    var deltaLink: String?
    /// The latest `lastModifiedDateTime` that was seen, as it was written.
    var latest: String?
    /// When everything was last read, in milliseconds.
    var wholeAt: Int64

    /// A cursor of another version, or a damaged one, is none.
    static func read(_ bytes: [UInt8]?) -> ODataCursor? {
        guard let bytes, let cursor = try? JSON.decode(ODataCursor.self, from: bytes),
            cursor.version == currentVersion
        else { return nil }
        return cursor
    }

    /// What to ask for the changes; nil where everything is to be read.
    func start(below base: HTTPAddress, now: Instant) -> HTTPAddress? {
        if let link = deltaLink.flatMap(HTTPAddress.init) {
            return link.origin == base.origin ? link : nil
        }
        guard let latest, now - Instant(milliseconds: wholeAt) < Self.wholeSpan else {
            return nil
        }
        return ODataAddress.courses(below: base, changedSince: latest)
    }

    /// Whether one time is later than another, to more digits than an ``Instant`` has.
    static func isLater(_ left: String, than right: String) -> Bool {
        guard let first = parts(left), let second = parts(right) else { return false }
        return (first.seconds, first.fraction) > (second.seconds, second.fraction)
    }

    /// Whole seconds, and the fraction's digits without zeros at the end.
    private static func parts(_ text: String) -> (seconds: Int64, fraction: String)? {
        guard Instant(text) != nil, let instant = Instant(withoutFraction(text)) else {
            return nil
        }
        var fraction = String(text.drop { $0 != "." }.dropFirst().prefix { $0.isNumber })
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (instant.milliseconds / 1000, fraction)
    }

    private static func withoutFraction(_ text: String) -> String {
        guard let dot = text.firstIndex(of: ".") else { return text }
        let zone = text[dot...].dropFirst().drop { $0.isNumber }
        return text[..<dot] + String(zone)
    }
}

/// Addresses in OData's own spelling: `$`, quotes and parentheses stand as they are.
enum ODataAddress {
    static let entitySet = "learningContents"

    static func courses(
        below base: HTTPAddress, changedSince time: String? = nil
    ) -> HTTPAddress? {
        let filter = time.map {
            "$filter=" + HTTPAddress.component("lastModifiedDateTime gt \($0)") + "&"
        }
        return below(base, entitySet + "?" + (filter ?? "") + "$orderby=lastModifiedDateTime")
    }

    static func assignment(_ key: String, below base: HTTPAddress) -> HTTPAddress? {
        let quoted = key.replacing("'", with: "''")
        return below(base, "learningAssignments('" + HTTPAddress.component(quoted) + "')")
    }

    static func activities(ofAssignment key: String, below base: HTTPAddress) -> HTTPAddress? {
        let quoted = key.replacing("'", with: "''")
        let filter = HTTPAddress.component("learningAssignmentId eq '\(quoted)'")
        return below(base, "learningCourseActivities?$filter=" + filter)
    }

    private static func below(_ base: HTTPAddress, _ rest: String) -> HTTPAddress? {
        HTTPAddress(base.below([]).text + (base.below([]).text.hasSuffix("/") ? "" : "/") + rest)
    }
}
