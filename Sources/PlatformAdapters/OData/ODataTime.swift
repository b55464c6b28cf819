import Catalog

/// Times as OData writes them: an `Edm.DateTimeOffset` may leave the seconds out (OData ABNF 4.01,
/// `dateTimeOffsetValue`), which RFC 3339 does not allow.
enum ODataTime {
    /// `2026-03-01T09:00` has so many bytes.
    private static let minuteBytes = 16

    static func instant(_ text: String) -> Instant? {
        Instant(text) ?? completed(text).flatMap { Instant($0) }
    }

    /// With its seconds where it has none; nil where that makes no time.
    static func completed(_ text: String) -> String? {
        guard text.utf8.count > minuteBytes, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let zone = text.utf8.index(text.startIndex, offsetBy: minuteBytes)
        guard "Zz+-".contains(text[zone]) else { return nil }
        let whole = text[..<zone] + ":00" + text[zone...]
        return Instant(String(whole)) == nil ? nil : String(whole)
    }
}
