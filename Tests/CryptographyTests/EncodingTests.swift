import Cryptography
import Testing

@Suite("Encodings")
struct EncodingTests {
    @Test(
        "URL-safe base 64 comes back as it was",
        arguments: [[], [0], [251, 255], [1, 2, 3], Array(0...255)] as [[UInt8]])
    func roundTrip(bytes: [UInt8]) {
        #expect(Base64.decodeURLSafe(Base64.urlSafe(bytes)) == bytes)
    }

    @Test(
        "another spelling of the same bytes is refused",
        arguments: ["+_8", "AQ==", "AR", "A", "AQ ", "A\nQ", "A.Q", "é"])
    func spellings(text: String) {
        #expect(Base64.decodeURLSafe(text) == nil)
    }
}
