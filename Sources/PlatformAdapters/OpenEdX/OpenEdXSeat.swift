import Catalog

/// What enrols somebody: the key of a run and the mode of its seat. Kept with the course as
/// ``Listing/enrolmentKey``.
struct OpenEdXSeat: Equatable {
    /// So that a reference, with the user's name before it, stays within its bounds.
    static let runKeyCharactersMax = 160
    static let modeCharactersMax = 100

    let run: String
    let mode: String

    init(run: String, mode: String) {
        self.run = run
        self.mode = mode
    }

    /// Neither part holds a blank.
    var text: String { mode + " " + run }

    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, Self.isWord(parts[0]), Self.isRunKey(parts[1]) else { return nil }
        self.init(run: parts[1], mode: parts[0])
    }

    static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.count <= modeCharactersMax && isPrintable(text)
    }

    /// `course-v1:org+number+run`, or the older `org/number/run`.
    static func isRunKey(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.count <= runKeyCharactersMax && isPrintable(text)
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

/// Names an enrolment by what it consists of: `user,run key`.
struct OpenEdXReference: Equatable {
    /// As long as Open edX allows.
    static let userCharactersMax = 30

    let user: String
    let run: String

    init(user: String, run: String) {
        self.user = user
        self.run = run
    }

    var text: String { user + "," + run }

    init?(_ text: String) {
        guard let comma = text.firstIndex(of: ",") else { return nil }
        let user = String(text[..<comma])
        let run = String(text[text.index(after: comma)...])
        guard Self.isUserName(user), OpenEdXSeat.isRunKey(run) else { return nil }
        self.init(user: user, run: run)
    }

    static func isUserName(_ text: String) -> Bool {
        (1...userCharactersMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                let letter = byte | 0x20
                return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: ".")
            }
    }
}
