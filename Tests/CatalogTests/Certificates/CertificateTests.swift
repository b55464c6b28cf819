import Testing

@testable import Catalog

@Suite struct CertificateTests {
    static func certificate() -> Certificate {
        var certificate = Certificate(
            id: Identifier(stored: "crt_01"), orderID: Identifier(stored: "ord_01"),
            participantID: Identifier(stored: "ptc_01"), courseID: Identifier(stored: "crs_01"),
            platformID: "bukalapak", number: "BKL-2026-001",
            url: "https://bukalapak.test/c/1",
            issuedAt: Instant(milliseconds: 1_772_355_600_000), holder: "S*** R***",
            digest: "", recordedAt: Instant(milliseconds: 1_772_355_700_000))
        certificate.digest = Certificate.digest(of: certificate.digestText)
        return certificate
    }

    /// Computed by `printf 'catalogd certificate 1\n…' | sha256sum`.
    @Test("anyone can compute the digest again from the text")
    func digest() {
        let certificate = Self.certificate()
        #expect(
            certificate.digestText == """
                catalogd certificate 1
                id: crt_01
                platform: bukalapak
                number: BKL-2026-001
                course: crs_01
                issued_at: 2026-03-01T09:00:00Z
                holder: S*** R***

                """)
        #expect(
            certificate.digest
                == "61e0c5fe1a2131a98242a8598f4acf83195c6e5251484ab5917bc2380b8d01e9")
    }

    @Test("a number with line feeds cannot pass for further facts")
    func lines() {
        var certificate = Self.certificate()
        certificate.number = "1\ncourse: crs_02\r\n"
        #expect(certificate.digestText.split(separator: "\n").count == 7)
    }

    @Test("a certificate counts while its order is completed and its facts are as recorded")
    func standing() {
        let table: [Order.State: Certificate.Standing] = [
            .reserved: .awaitsCompletion, .placed: .awaitsCompletion,
            .confirmed: .awaitsCompletion, .completed: .valid, .cancelled: .withdrawn,
            .refunded: .withdrawn, .failed: .withdrawn,
        ]
        for state in Order.State.allCases {
            #expect(Self.certificate().standing(orderState: state) == table[state])
            var altered = Self.certificate()
            altered.number = "BKL-2026-002"
            #expect(altered.standing(orderState: state) == .altered)
        }
    }

    @Test("a masked name shows first letters and no lengths")
    func masking() {
        #expect(Certificate.masked("Siti Rahayu") == "S*** R***")
        #expect(Certificate.masked("  Budi\t") == "B***")
        #expect(Certificate.masked("Élodie d'Or X") == "É*** d*** X***")
        #expect(Certificate.masked("") == "")
    }
}
