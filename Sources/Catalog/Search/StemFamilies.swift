/// The words of a vocabulary that share a stem, in Indonesian and in English.
struct StemFamilies: Sendable {
    private var indonesian: [String: Int32] = [:]
    private var english: [String: Int32] = [:]
    private var members: [[Int32]] = []
    private var indonesianOfWord: [Int32] = []
    private var englishOfWord: [Int32] = []
    private var stems: [String] = []

    init(_ vocabulary: Vocabulary, stemmer: borrowing WordStemmer) {
        for number in 0..<vocabulary.count {
            let word = vocabulary.word(number)
            let inIndonesian = stemmer.indonesianStem(of: word)
            indonesianOfWord.append(
                Self.join(Int32(number), inIndonesian, in: &indonesian, &members, &stems))
            let inEnglish = stemmer.englishStem(of: word)
            englishOfWord.append(
                Self.join(Int32(number), inEnglish, in: &english, &members, &stems))
        }
    }

    private static func join(
        _ word: Int32, _ stem: String, in families: inout [String: Int32],
        _ members: inout [[Int32]], _ stems: inout [String]
    ) -> Int32 {
        if let family = families[stem] {
            members[Int(family)].append(word)
            return family
        }
        families[stem] = Int32(members.count)
        members.append([word])
        stems.append(stem)
        return Int32(members.count - 1)
    }

    func indonesianRelatives(of word: Int) -> [Int32] { members[Int(indonesianOfWord[word])] }

    func englishRelatives(of word: Int) -> [Int32] { members[Int(englishOfWord[word])] }

    func indonesianStem(of word: Int) -> String { stems[Int(indonesianOfWord[word])] }

    func words(withIndonesianStem stem: String) -> [Int32] {
        indonesian[stem].map { members[Int($0)] } ?? []
    }

    func words(withEnglishStem stem: String) -> [Int32] {
        english[stem].map { members[Int($0)] } ?? []
    }
}
