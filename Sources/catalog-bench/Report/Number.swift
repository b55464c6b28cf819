import Foundation

/// Numbers as the table prints them.
enum Number {
    /// Two decimals below 10, one below 100, none above; no needless zeros.
    static func short(_ value: Double) -> String {
        let digits = abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0
        var text = String(format: "%.\(digits)f", value)
        if text.contains(".") {
            while text.hasSuffix("0") { text.removeLast() }
            if text.hasSuffix(".") { text.removeLast() }
        }
        return text
    }

    static func fixed(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    static func megabytes(_ bytes: Int?) -> String {
        bytes.map { fixed(Double($0) / 1_048_576, 1) } ?? "-"
    }
}
