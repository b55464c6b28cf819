import Catalog
import Foundation

/// The times that HTTP headers carry, in whole seconds (RFC 9110 section 5.6.7).
public enum HTTPDate {
    /// An HTTP date in any of its three forms; nil for anything else.
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
