import Foundation

/// A body of `application/x-www-form-urlencoded`; of a name that is there twice the last counts.
enum FormFields {
    static func read(_ body: [UInt8]) -> [String: String] {
        var form: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { form[decoded(String(parts[0]))] = decoded(String(parts[1])) }
        }
        return form
    }

    static func decoded(_ text: String) -> String {
        let spaced = text.replacingOccurrences(of: "+", with: " ")
        return spaced.removingPercentEncoding ?? spaced
    }
}
