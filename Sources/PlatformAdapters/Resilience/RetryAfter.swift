import Catalog
import Foundation

/// The header Retry-After (RFC 9110 section 10.2.3).
public enum RetryAfter {
    /// What is longer counts as this.
    public static let secondsMax = 86_400

    /// Seconds to wait; nil when the value is neither a number nor an HTTP date.
    public static func seconds(_ value: String, now: Instant) -> Int? {
        if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int(value) ?? secondsMax, secondsMax)
        }
        guard let date = date(value) else { return nil }
        let milliseconds = (date - now).milliseconds
        return Int(min(max(0, (milliseconds + 999) / 1000), Int64(secondsMax)))
    }

    /// An HTTP date in any of its three forms (RFC 9110 section 5.6.7).
    public static func date(_ text: String) -> Instant? {
        for format in [
            "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'",
            "EEE MMM d HH:mm:ss yyyy",
        ] {
            let reader = formatter(format)
            if let date = reader.date(from: text) {
                return Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
            }
        }
        return nil
    }

    /// The preferred form: `Sun, 06 Nov 1994 08:49:37 GMT`.
    public static func text(_ instant: Instant) -> String {
        formatter("EEE, dd MMM yyyy HH:mm:ss 'GMT'").string(from: instant.date)
    }

    private static func formatter(_ format: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = format
        return formatter
    }
}
