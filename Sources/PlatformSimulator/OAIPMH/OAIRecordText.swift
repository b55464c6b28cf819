import Catalog
import Foundation

/// A course as a record of OAI-PMH.
struct OAIRecordText: Sendable {
    private enum Format: String {
        case lom
        case dublinCore = "oai_dc"
    }

    private let platformID: String
    private let format: Format

    /// Nil for a format that is not served.
    init?(platformID: String, prefix: String) {
        guard let format = Format(rawValue: prefix) else { return nil }
        self.platformID = platformID
        self.format = format
    }

    func id(of course: SeedCourse) -> String { Self.id(of: course.id, at: platformID) }

    static func id(of courseID: String, at platformID: String) -> String {
        "oai:\(platformID).example:\(courseID)"
    }

    /// The course's own id; nil for what is no identifier of this platform.
    static func courseID(of identifier: String, at platformID: String) -> String? {
        let start = "oai:\(platformID).example:"
        return identifier.hasPrefix(start) ? String(identifier.dropFirst(start.count)) : nil
    }

    func text(of course: SeedCourse) -> String {
        let metadata = format == .lom ? lom(course) : dublinCore(course)
        return "<record><header><identifier>\(Self.escaped(id(of: course)))</identifier>"
            + "<datestamp>\(course.updatedAt)</datestamp></header>"
            + "<metadata>\(metadata)</metadata></record>"
    }

    private func dublinCore(_ course: SeedCourse) -> String {
        let elements = [
            ("title", course.title), ("description", course.description),
            ("publisher", course.provider), ("subject", course.category),
            ("language", course.language), ("identifier", course.url), ("type", course.delivery),
        ].map { "<dc:\($0)>\(Self.escaped($1))</dc:\($0)>" }
        return """
            <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" \
            xmlns:dc="http://purl.org/dc/elements/1.1/">\(elements.joined())</oai_dc:dc>
            """
    }

    private func lom(_ course: SeedCourse) -> String {
        let general =
            "<title>\(string(course.title))</title><language>\(course.language)</language>"
            + "<description>\(string(course.description))</description>"
        let card = "BEGIN:VCARD\nVERSION:3.0\nFN:\(name(course))\nORG:\(name(course))\nEND:VCARD"
        let contribution =
            "<role>\(word("publisher"))</role><entity>\(Self.escaped(card))</entity>"
        var educational = "<learningResourceType>\(word(course.delivery))</learningResourceType>"
        if let level = course.level, let difficulty = Self.difficulties[level] {
            educational += "<difficulty>\(word(difficulty))</difficulty>"
        }
        if let minutes = course.durationMinutes {
            educational +=
                "<typicalLearningTime><duration>PT\(minutes)M</duration></typicalLearningTime>"
        }
        var rights = ""
        if let price = course.price {
            rights =
                "<rights><cost>\(word(price == 0 ? "no" : "yes"))</cost><description>"
                + "\(string("\(course.currency) \(price).00"))</description></rights>"
        }
        return """
            <lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general>\(general)</general>\
            <lifeCycle><contribute>\(contribution)</contribute></lifeCycle>\
            <technical><location>\(Self.escaped(course.url))</location></technical>\
            <educational>\(educational)</educational>\(rights)\
            \(classification("discipline", [course.category]))\
            \(classification("competency", course.skills))</lom>
            """
    }

    private func name(_ course: SeedCourse) -> String {
        course.provider.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: ",", with: "\\,")
            .replacingOccurrences(of: ";", with: "\\;")
    }

    private func classification(_ purpose: String, _ terms: [String]) -> String {
        guard !terms.isEmpty else { return "" }
        let paths = terms.map {
            "<taxonPath><taxon><entry>\(string($0))</entry></taxon></taxonPath>"
        }
        return "<classification><purpose>\(word(purpose))</purpose>\(paths.joined())"
            + "</classification>"
    }

    private func string(_ text: String) -> String {
        "<string language=\"id\">\(Self.escaped(text))</string>"
    }

    private func word(_ value: String) -> String {
        "<source>LOMv1.0</source><value>\(Self.escaped(value))</value>"
    }

    private static let difficulties = [
        "beginner": "easy", "intermediate": "medium", "advanced": "difficult",
    ]

    static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;")
            .replacingOccurrences(of: "\"", with: "&quot;")
    }
}
