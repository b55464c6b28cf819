import Catalog
import Foundation
import Testing

@testable import PlatformAdapters

@Suite struct MailTests {
    private static let noon = Instant(milliseconds: 1_763_726_400_000)

    private func message(
        name: String = "Prakerja", subject: String = "Halo", body: String = "Isi"
    ) throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("no-reply@catalog.example")), fromName: name,
            to: try #require(MailAddress("siti@example.id")), subject: subject, body: body,
            key: "mal_1\r\n>", date: Self.noon)
    }

    private func text(_ message: MailMessage) -> String {
        String(decoding: message.bytes, as: UTF8.self)
    }

    @Test("a mail has the fields that RFC 5322 asks for, and says that nobody wrote it")
    func fields() throws {
        let text = text(try message())
        for line in [
            "Date: Fri, 21 Nov 2025 12:00:00 +0000", "From: Prakerja <no-reply@catalog.example>",
            "To: <siti@example.id>", "Subject: Halo", "Message-ID: <mal_1@catalog.example>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
        ] {
            #expect(text.contains(line + "\r\n"), "\(line)")
        }
        #expect(text.hasSuffix("\r\n\r\nIsi\r\n"))
    }

    @Test("no text of anybody's begins a header field", arguments: ["\r\n", "\n", "\r"])
    func injection(_ end: String) throws {
        let text = text(
            try message(name: "A\(end)Bcc: x@y.id", subject: "B\(end)Bcc: x@y.id"))
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let fields = lines.prefix { !$0.isEmpty }
        #expect(!fields.contains { $0.hasPrefix("Bcc") })
        #expect(!text.replacing("\r\n", with: "").contains { $0 == "\r" || $0 == "\n" })
    }

    @Test("every line is short and ASCII, whatever it says")
    func lines() throws {
        let words = String(repeating: "Pelatihan ✓ é 你好 ", count: 30)
        let bytes = try message(name: words, subject: words, body: words + "\n. \n.").bytes
        #expect(bytes.allSatisfy { $0 < 0x80 })
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\r\n") {
            #expect(line.utf8.count <= 90, "\(line)")
            #expect(!line.hasSuffix(" "), "\(line)")
        }
    }

    @Test("an encoded word holds whole characters")
    func words() {
        let encoded = MailEncoding.headerText(String(repeating: "é你", count: 20))
        for word in encoded.split(separator: "\r\n ") {
            #expect(word.utf8.count <= MailEncoding.encodedWordBytesMax)
            let inner = word.dropFirst("=?UTF-8?Q?".count).dropLast(2)
            let plain = inner.replacing("=", with: "%").removingPercentEncoding
            #expect(plain != nil, "\(word)")
        }
        #expect(MailEncoding.headerText("plain") == "plain")
        #expect(MailEncoding.headerText("=?UTF-8?Q?x?=").contains("=3D=3F"))
    }

    @Test("an address is one that can be sent to, or none")
    func addresses() {
        for good in ["a@b.id", "a.b+c@d-e.example", "x@localhost"] {
            #expect(MailAddress(good) != nil, "\(good)")
        }
        for bad in [
            "", "a", "@b", "a@", "a@b@c", "a b@c.id", "a@b.id\r\nRCPT TO:<x@y>", "<a@b.id>",
            "\"a\"@b.id", "é@b.id", ".a@b.id", "a..b@c.id", "a@b.id.",
            String(repeating: "a", count: 65) + "@b.id",
        ] {
            #expect(MailAddress(bad) == nil, "\(bad)")
        }
    }

    @Test("mail goes in the clear on this machine only")
    func servers() throws {
        let server = try #require(SMTPServer("smtp://u%40x:p%3Aw@mail.example"))
        #expect(server.port == 587 && server.mustEncrypt && !server.isTLS)
        #expect(server.user == "u@x" && server.password == "p:w")
        #expect(try #require(SMTPServer("smtps://mail.example")).port == 465)
        #expect(try !#require(SMTPServer("smtp://127.0.0.1:1025")).mustEncrypt)
        for bad in [
            "", "mail.example", "http://mail.example", "smtp://", "smtp://a/b", "smtp://a?x",
        ] {
            #expect(SMTPServer(bad) == nil, "\(bad)")
        }
    }
}
