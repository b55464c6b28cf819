import Cryptography

/// What a buyer gets and the provider redeems: 12 characters in three groups, `K7QM-2XNP-94RT`.
///
/// 60 random bits: with ten million codes out, the next one is taken already with a chance of
/// one in 10¹¹, and the store refuses it then. No character looks like another (no I, L, O, U).
public enum RedeemCode {
    public static let length = 14
    private static let characters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public static func make() -> String {
        var code: [UInt8] = []
        for (place, byte) in Random.bytes(12).enumerated() {
            if place == 4 || place == 8 { code.append(UInt8(ascii: "-")) }
            code.append(characters[Int(byte & 31)])
        }
        return String(decoding: code, as: UTF8.self)
    }
}
