import CStemmer

/// The Indonesian and the English Snowball stemmer. A stemmer writes into its own buffer, so one
/// value serves one thread at a time: lend it under a lock. Safe to hold: the handles never leave.
@safe struct WordStemmer: ~Copyable {
    private let indonesian: OpaquePointer
    private let english: OpaquePointer
    private let exceptions: [String: String]

    /// - Parameter exceptions: words and their right Indonesian stems, looked up first.
    init(exceptions: [String: String]) {
        // Both names are of libstemmer's fixed list; nil would mean that memory ran out.
        unsafe indonesian = unsafe sb_stemmer_new("indonesian", nil)
        unsafe english = unsafe sb_stemmer_new("english", nil)
        self.exceptions = exceptions
    }

    deinit {
        // This value alone owns the two handles.
        unsafe sb_stemmer_delete(indonesian)
        unsafe sb_stemmer_delete(english)
    }

    /// - Parameter word: folded, as ``SearchText`` makes words.
    func indonesianStem(of word: String) -> String {
        if let stem = exceptions[word] { return stem }
        return unsafe Self.stem(word, by: indonesian)
    }

    func englishStem(of word: String) -> String {
        unsafe Self.stem(word, by: english)
    }

    private static func stem(_ word: String, by stemmer: OpaquePointer) -> String {
        var word = word
        return word.withUTF8 { bytes in
            // The result lives in the stemmer until its next call; it is copied at once.
            guard
                let stem = unsafe sb_stemmer_stem(stemmer, bytes.baseAddress, Int32(bytes.count))
            else { return unsafe String(decoding: bytes, as: UTF8.self) }
            let length = Int(unsafe sb_stemmer_length(stemmer))
            return unsafe String(
                decoding: UnsafeBufferPointer(start: stem, count: length), as: UTF8.self)
        }
    }
}
