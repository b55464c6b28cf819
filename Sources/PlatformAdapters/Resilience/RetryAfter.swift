import Catalog

/// The header Retry-After (RFC 9110 section 10.2.3).
public enum RetryAfter {
    /// What is longer counts as this.
    public static let secondsMax = 86_400

    /// Seconds to wait; nil when the value is neither a number nor an HTTP date.
    public static func seconds(_ value: String, now: Instant) -> Int? {
        if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int(value) ?? secondsMax, secondsMax)
        }
        guard let date = HTTPDate.date(value) else { return nil }
        let milliseconds = (date - now).milliseconds
        return Int(min(max(0, (milliseconds + 999) / 1000), Int64(secondsMax)))
    }
}
