import Foundation

/// Makes one line of plain text of what a source sends.
enum CleanText {
    /// Characters that can be neither seen nor stored safely, or that turn the reading direction:
    /// controls, bidirectional overrides, zero-width marks, noncharacters, private use.
    static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200b, 0x200e, 0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb:
            return true
        case 0xe0000...0xe0fff:
            return true
        default:
            switch scalar.properties.generalCategory {
            case .control, .privateUse, .unassigned, .surrogate: return true
            default: return false
            }
        }
    }

    /// White space collapsed and trimmed, forbidden characters dropped, composed (NFC).
    static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                pendingSpace = !line.isEmpty
            } else if !isForbidden(scalar) {
                if pendingSpace { line.append(" ") }
                pendingSpace = false
                line.append(scalar)
            }
        }
        return String(line).precomposedStringWithCanonicalMapping
    }

    /// The same, or nil where nothing is left or it is longer than `scalarsMax`.
    static func line(_ text: String?, scalarsMax: Int) -> String? {
        guard let text else { return nil }
        let line = line(text)
        return line.isEmpty || line.unicodeScalars.count > scalarsMax ? nil : line
    }
}
