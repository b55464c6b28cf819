import Testing

@testable import CatalogService

@Suite struct ContentCodingTests {
    @Test(
        "the coding that is wanted most is chosen (RFC 9110, 12.5.3)",
        arguments: [
            (nil, .identity), ("", .identity), ("gzip", .gzip), ("br", .brotli),
            ("gzip, deflate, br, zstd", .brotli), ("GZIP", .gzip), ("x-gzip", .gzip),
            ("br;q=0.5, gzip;q=0.8", .gzip), ("br;q=0, gzip", .gzip), ("*", .brotli),
            ("*;q=0", .identity), ("identity, *;q=0", .identity), ("gzip;q=0", .identity),
            ("identity;q=1, gzip;q=0.5", .identity), ("identity;q=0, gzip;q=0.1", .gzip),
            ("br ; q=0.001", .brotli), ("br;q=2", .identity), ("br;q=x, gzip", .gzip),
            (";;,,=,", .identity), ("deflate", .identity), ("br;q=0, *", .gzip),
        ] as [(String?, ContentCoding)])
    func chosen(_ field: String?, _ coding: ContentCoding) {
        #expect(ContentCoding.best(of: [.brotli, .gzip], accepting: field) == coding)
    }

    @Test("an overlong field is not read")
    func overlong() {
        let field = String(repeating: "gzip,", count: 1_000)
        #expect(ContentCoding.best(of: [.brotli, .gzip], accepting: field) == .identity)
    }
}
