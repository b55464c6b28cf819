import Catalog
import HTTPServer

/// An error answer: RFC 9457 problem details with a stable `code`.
struct Problem: Error {
    let status: Int
    let code: String
    let detail: String
    var reasons: [Refusal.Reason] = []
    var headers: [(name: String, value: String)] = []

    init(
        _ status: Int, _ code: String, _ detail: String, reasons: [Refusal.Reason] = [],
        headers: [(name: String, value: String)] = []
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.reasons = reasons
        self.headers = headers
    }

    init(_ refusal: Refusal) {
        self.init(refusal.status, refusal.code, refusal.detail, reasons: refusal.reasons)
    }

    /// The members in the order of RFC 9457; `code` and `reasons` are extensions.
    private struct Document: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let code: String
        let reasons: [Refusal.Reason]?
    }

    /// The answer, with its title in the language asked for.
    func response(in language: LabelLanguage) -> HTTPResponse {
        let document = Document(
            type: "urn:catalogd:problem:\(code)", title: ProblemTitles.title(code, language),
            status: status, detail: detail, code: code, reasons: reasons.isEmpty ? nil : reasons)
        return HTTPResponse(
            status: status,
            headers: [
                ("Content-Type", "application/problem+json"), ("Cache-Control", "no-store"),
                ("Content-Language", language.rawValue), ("Vary", "Accept-Language"),
            ] + headers,
            body: JSON.encode(document))
    }
}

extension LabelLanguage {
    /// The better of the two by Accept-Language (RFC 9110 section 12.5.4); Indonesian where
    /// neither is asked for.
    init(accepting header: String?) {
        var best: (language: LabelLanguage, quality: Double) = (.indonesian, 0)
        for range in (header ?? "").lowercased().split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";").map { $0.trimming(" ") }
            let quality =
                parts.dropFirst().first { $0.hasPrefix("q=") }
                .flatMap { Double($0.dropFirst(2)) } ?? 1
            let tag = parts.first?.prefix { $0 != "-" } ?? ""
            guard let language = LabelLanguage(rawValue: String(tag)), quality > best.quality
            else { continue }
            best = (language, quality)
        }
        self = best.language
    }
}

extension Substring {
    /// Without the character at both ends.
    func trimming(_ character: Character) -> String {
        String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
    }
}
