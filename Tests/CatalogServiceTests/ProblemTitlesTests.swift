import Catalog
import Foundation
import HTTPServer
import Testing

@testable import CatalogService

@Suite struct ProblemTitlesTests {
    /// How the sources name the code of a problem beside its status.
    private static let forms = [
        #"Problem\(\s*[0-9]{3},\s*"([a-z_]+)""#,
        #"self\.init\(\s*[0-9]{3},\s*"([a-z_]+)""#,
        #"status:\s*[0-9]{3},\s*code:\s*"([a-z_]+)""#,
        #"case \.[a-zA-Z]+(?:\([a-z ]+\))?:\s*\(\s*"([a-z_]+)","#,
    ]

    private func codes() throws -> Set<String> {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var codes: Set<String> = []
        for folder in ["Sources/Catalog", "Sources/CatalogService"] {
            let directory = root.appendingPathComponent(folder)
            let paths = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
            for path in paths where path.hasSuffix(".swift") {
                let text = try String(
                    contentsOf: directory.appendingPathComponent(path), encoding: .utf8)
                for form in Self.forms {
                    let expression = try NSRegularExpression(pattern: form)
                    let whole = NSRange(text.startIndex..., in: text)
                    for match in expression.matches(in: text, range: whole) {
                        guard let range = Range(match.range(at: 1), in: text) else { continue }
                        codes.insert(String(text[range]))
                    }
                }
            }
        }
        return codes
    }

    @Test("every code that the sources throw has a title in both languages")
    func complete() throws {
        let codes = try codes()
        #expect(codes.isSuperset(of: ["already_rated", "rate_limited", "not_found", "stopping"]))
        #expect(codes.subtracting(ProblemTitles.titles.keys).sorted() == [])
        for (code, title) in ProblemTitles.titles {
            #expect(!title.indonesian.isEmpty && !title.english.isEmpty, "\(code)")
        }
    }

    @Test("every kind of error becomes a problem")
    func errors() {
        let errors: [(any Error, Int)] = [
            (Refusal.notFound("order"), 404), (Problem.unauthorized, 401),
            (JSONFault(member: "", problem: "is no object"), 400), (CancellationError(), 500),
        ]
        for (error, status) in errors { #expect(Problem(error).status == status) }
    }

    @Test("who came too late is told so; who was given up is told that nobody knows")
    func stopped() {
        for (refusal, code) in [(HTTPRefusal.stopping, "stopping"), (.givenUp, "outcome_unknown")] {
            let problem = Problem(refusal)
            #expect(problem.status == 503)
            #expect(problem.code == code)
            #expect(problem.headers.contains { $0.name == "Retry-After" })
        }
    }
}
