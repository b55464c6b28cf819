@testable import Catalog

/// Who may do what to courses: curators decide, auditors read.
enum CurationRights {
    static let rights = reading + deciding

    private static let course = "/v1/curation/courses/crs_00000000000000000000000000"
    private static let proposal = "/v1/curation/proposals/prp_00000000000000000000000000"

    private static let reading: [StaffRightsTests.Right] = [
        "/v1/curation/queue", course, course + "/history",
        course + "/past?as_of=2025-06-15T15:00:00Z", "/v1/curation/proposals", proposal,
        "/v1/curation/bulk", "/v1/curation/bulk/blk_00000000000000000000000000",
    ].map { .init(method: "GET", path: $0, roles: [.curator, .chiefCurator, .auditor]) }

    private static let deciding: [StaffRightsTests.Right] = [
        ("POST", course + "/decisions", #"{"action": "suspend", "reason": "x"}"#),
        ("POST", course + "/look", ""),
        ("PUT", course + "/overrides/title", #"{"value": "x", "reason": "x"}"#),
        ("DELETE", course + "/overrides/title", ""),
        (
            "POST", course + "/revert",
            #"{"field": "title", "at": "2025-06-15T15:00:00Z", "reason": "x"}"#
        ), ("POST", proposal + "/confirm", ""), ("POST", proposal + "/refuse", #"{"reason": "x"}"#),
        (
            "POST", "/v1/curation/bulk",
            #"{"action": "look", "course_ids": ["crs_00000000000000000000000000"], "reason": "x"}"#
        ), ("POST", "/v1/curation/bulk/blk_00000000000000000000000000/undo", ""),
    ].map { .init(method: $0.0, path: $0.1, roles: [.curator, .chiefCurator], body: $0.2) }
}
