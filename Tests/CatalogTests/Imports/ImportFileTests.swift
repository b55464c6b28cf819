import Testing

@testable import Catalog

@Suite("Files of courses") struct ImportFileTests {
    private static let id = "crs_00000000000000000000000001"
    private static let other = "crs_00000000000000000000000002"

    private func rows(_ text: String) throws -> [ImportFile.Row] {
        var file = try ImportFile(Array(text.utf8))
        var rows: [ImportFile.Row] = []
        while let row = file.next() { rows.append(row) }
        return rows
    }

    private func fault(_ text: String) -> String? {
        do throws(ImportFile.Fault) {
            _ = try ImportFile.count(Array(text.utf8))
            return nil
        } catch {
            return error.detail
        }
    }

    @Test("what a spreadsheet would take for a formula is guarded, and comes back as it was")
    func formulas() throws {
        for text in [
            "=1+1", "+62", "-5", "@x", "'=1", "''=1", "'a", "a=b", "", "\tx", "a,\"b\"\r\nc", "''",
        ] {
            var csv = CSVText(marked: false)
            csv.add([text, "z"])
            var parser = CSVParser(csv.bytes)
            guard case .fields(let fields, _)? = parser.next() else {
                Issue.record("\(text) cannot be read")
                continue
            }
            let written = String(decoding: fields[0], as: UTF8.self)
            #expect(!"=+-@\t\r".contains(written.first ?? "a"), "\(text)")
            #expect(CSVText.read(written) == text)
        }
    }

    @Test("a row has its line, its course and the fields that are not empty")
    func reads() throws {
        let text =
            "\u{FEFF}ID, title ,price,state\r\n\(Self.id),\"Kopi,\nsusu\",,published\r\n"
            + "\(Self.other),'=Teh,5000,x\n"
        #expect(
            try rows(text) == [
                .values(line: 2, id: Self.id, [.title: "Kopi,\nsusu"]),
                .values(line: 4, id: Self.other, [.title: "=Teh", .price: "5000"]),
            ])
    }

    @Test("a bad row is named with its line, and the next one is read")
    func bad() throws {
        let text = """
            id,title
            kopi,Kopi
            \(Self.id),a,b
            \(Self.id),a\u{0}
            \(Self.id),a
            \(Self.id),b
            "\(Self.other)
            """
        let details = try rows(text).map { row -> String in
            switch row {
            case .bad(let line, let detail): "\(line) \(detail)"
            case .values(let line, _, _): "\(line)"
            }
        }
        #expect(
            details == [
                "2 `id` is no course's id", "3 3 fields where the head has 2",
                "4 `title` has U+0000 or is not UTF-8", "5",
                "6 the course stands in line 5 already",
                "7 a quote is not closed",
            ])
    }

    @Test("a file as a whole is refused with what is wrong")
    func faults() {
        #expect(fault("id,title\n") == nil)
        #expect(fault("")?.contains("head") == true)
        #expect(fault("title\n")?.contains("`id`") == true)
        #expect(fault("id,id\n")?.contains("twice") == true)
        #expect(fault("id,titel\n")?.contains("`titel`") == true)
        #expect(fault("id,delivery,url\n")?.contains("`url`") == true)
        let many = "id\n" + String(repeating: "x\n", count: CourseImport.rowsMax + 1)
        #expect(fault(many)?.contains("10000 rows") == true)
    }
}
