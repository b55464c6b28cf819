@testable import Catalog

/// Who may do what to flags, public prices, files and the vocabulary: all who curate see them,
/// curators judge, the chief alone changes what is common to the whole catalogue.
enum FlagRights {
    static let rights = reading + judging + wording + [upload]

    private static let flag = "/v1/curation/flags/flg_00000000000000000000000000"
    private static let price = "/v1/curation/courses/crs_00000000000000000000000000/public-price"
    private static let category = "/v1/curation/categories/ragam"
    private static let skill = "/v1/curation/skills/wrd_00000000000000000000000000"
    private static let file = "/v1/curation/imports/imp_00000000000000000000000000"
    private static let synonyms = "/v1/curation/synonyms/wrd_00000000000000000000000000"

    private static let reading: [StaffRightsTests.Right] = [
        "/v1/curation/flag-rules", "/v1/curation/flags", flag, price,
        "/v1/curation/categories", category, "/v1/curation/skills", skill,
        "/v1/curation/synonyms", synonyms, "/v1/curation/courses.csv", "/v1/curation/imports",
        file, file + "/entries", file + "/errors.csv",
    ].map { .init(method: "GET", path: $0, roles: [.curator, .chiefCurator, .auditor]) }

    private static let judging: [StaffRightsTests.Right] = [
        ("PUT", flag + "/dismissal", #"{"reason": "x"}"#),
        ("DELETE", flag + "/dismissal", ""),
        ("PUT", price, #"{"price": 1, "url": "https://x.example/"}"#), ("DELETE", price, ""),
        ("POST", file + "/apply", #"{"reason": "x"}"#),
        ("POST", file + "/undo", ""),
    ].map { .init(method: $0.0, path: $0.1, roles: [.curator, .chiefCurator], body: $0.2) }

    private static let wording: [StaffRightsTests.Right] = [
        ("PUT", category, #"{"name": {"id": "x", "en": "x"}, "words": ["x"]}"#),
        ("DELETE", category, ""),
        ("POST", "/v1/curation/skills", #"{"name": "x", "aliases": ["y"]}"#),
        ("PUT", skill, #"{"name": "x", "aliases": ["y"]}"#), ("DELETE", skill, ""),
        ("POST", "/v1/curation/synonyms", #"{"words": ["x", "y"]}"#),
        ("PUT", synonyms, #"{"words": ["x", "y"]}"#), ("DELETE", synonyms, ""),
    ].map { .init(method: $0.0, path: $0.1, roles: [.chiefCurator], body: $0.2) }

    private static let upload = StaffRightsTests.Right(
        method: "POST", path: "/v1/curation/imports", roles: [.curator, .chiefCurator],
        body: "id,title\n", mediaType: "text/csv")
}
