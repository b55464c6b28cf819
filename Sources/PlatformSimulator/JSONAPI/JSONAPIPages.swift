import Catalog
import Cryptography
import Foundation
import HTTPServer
import PlatformAdapters

/// The catalogue of a simulated platform in pages (cursor pagination profile), each with a strong
/// ETag.
struct JSONAPIPages: Sendable {
    static let pageSizeMax = 100
    static let pageSizeDefault = 25

    private let platform: SimulatedPlatform
    /// Resource ids of providers and categories, by their names.
    private let providers: [String: String]
    private let categories: [String: String]

    init(_ platform: SimulatedPlatform) {
        self.platform = platform
        let courses = platform.shelf.courses
        providers = Self.numbered(courses.map(\.provider), prefix: "prv")
        categories = Self.numbered(courses.map(\.category), prefix: "cat")
    }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let value: (String) -> String? = { name in
            request.query.first { $0.name == name }?.value
        }
        let sizeText = value("page[size]") ?? String(Self.pageSizeDefault)
        guard let size = Int(sizeText), size > 0 else {
            return Self.badParameter("page[size]", "Ukuran halaman harus bilangan positif.")
        }
        guard size <= Self.pageSizeMax else {
            return Self.badParameter(
                "page[size]", "Halaman terlalu besar.",
                meta: ["page": ["maxSize": .integer(Int64(Self.pageSizeMax))]])
        }
        var start = 0
        if let cursor = value("page[after]") {
            guard let after = Self.id(of: cursor),
                let index = platform.shelf.courses.firstIndex(where: { $0.id == after })
            else { return Self.badParameter("page[after]", "Penanda halaman tidak berlaku.") }
            start = index + 1
        }
        let end = min(start + size, platform.shelf.courses.count)
        let courses = platform.shelf.courses[start..<end]
        let isLast = end == platform.shelf.courses.count
        let document: JSONValue = [
            "jsonapi": ["version": "1.1"],
            "data": .array(courses.map(resource)),
            "included": .array(included(courses)),
            "links": [
                "next": isLast ? .null : JSONValue(courses.last.map { next(after: $0.id, size) })
            ],
        ]
        return Self.conditional(JSONAPIRoutes.answer(200, document), request)
    }

    private static func conditional(
        _ answer: HTTPResponse, _ request: HTTPRequest
    ) -> HTTPResponse {
        let tag = "\"" + Hex.encode(Array(SHA256.digest(answer.body).prefix(12))) + "\""
        if EntityTag.matches(request.header("if-none-match"), tag) {
            return HTTPResponse(status: 304, headers: [("ETag", tag)])
        }
        var answer = answer
        answer.headers.append(("ETag", tag))
        return answer
    }

    private func next(after id: String, _ size: Int) -> String {
        platform.base.below(
            ["courses"],
            query: [
                ("include", "provider,category"), ("page[size]", String(size)),
                ("page[after]", Base64.urlSafe(Array(id.utf8))),
            ]
        ).target
    }

    private static func id(of cursor: String) -> String? {
        let standard = cursor.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Base64.decode(standard + padding).map { String(decoding: $0, as: UTF8.self) }
    }

    private func resource(_ course: SeedCourse) -> JSONValue {
        let sessions = platform.shelf.sessions(of: course.id).map { session -> JSONValue in
            [
                "code": .string(session.code), "start": .string(session.startsAt.description),
                "end": .string(session.endsAt.description), "seats": JSONValue(session.seats),
                "regency": JSONValue(session.regency),
            ]
        }
        return [
            "type": "courses", "id": .string(course.id),
            "attributes": [
                "title": .string(course.title), "description": .string(course.description),
                "price": JSONValue(course.price), "currency": .string(course.currency),
                "delivery": .string(course.delivery), "level": JSONValue(course.level),
                "language": .string(course.language),
                "duration_minutes": JSONValue(course.durationMinutes),
                "skills": .array(course.skills.map(JSONValue.string)),
                "practical": .bool(course.practical), "url": .string(course.url),
                "image_url": .string(course.imageURL),
                "updated_at": .string(course.updatedAt.description),
                "schedules": .array(sessions),
            ],
            "relationships": [
                "provider": [
                    "data": ["type": "providers", "id": JSONValue(providers[course.provider])]
                ],
                "category": [
                    "data": ["type": "categories", "id": JSONValue(categories[course.category])]
                ],
            ],
        ]
    }

    private func included(_ courses: ArraySlice<SeedCourse>) -> [JSONValue] {
        let named: (String, [String: String], Set<String>) -> [JSONValue] = { type, ids, names in
            names.sorted().map { name in
                [
                    "type": .string(type), "id": JSONValue(ids[name]),
                    "attributes": ["name": .string(name)],
                ]
            }
        }
        return named("providers", providers, Set(courses.map(\.provider)))
            + named("categories", categories, Set(courses.map(\.category)))
    }

    private static func numbered(_ names: [String], prefix: String) -> [String: String] {
        let sorted = Set(names).sorted()
        return Dictionary(
            uniqueKeysWithValues: sorted.enumerated().map { ($1, "\(prefix)-\($0 + 1)") })
    }

    private static func badParameter(
        _ name: String, _ detail: String, meta: JSONValue? = nil
    ) -> HTTPResponse {
        var members: [String: JSONValue] = ["source": ["parameter": .string(name)]]
        members["meta"] = meta
        return JSONAPIRoutes.error(400, detail, members: members)
    }
}

/// If-None-Match (RFC 9110 section 13.1.2).
enum EntityTag {
    /// Compares weakly, as the section wants it.
    static func matches(_ condition: String?, _ tag: String) -> Bool {
        guard let condition else { return false }
        return condition.split(separator: ",").contains { candidate in
            let trimmed = candidate.drop { $0 == " " }
            let strong = trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
            return strong == tag[...] || strong == "*"
        }
    }
}
