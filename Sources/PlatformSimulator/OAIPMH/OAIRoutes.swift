import Catalog
import Foundation
import HTTPServer
import PlatformAdapters

/// A simulated platform's OAI-PMH 2.0 repository, in LOM and Dublin Core.
struct OAIRoutes: Sendable {
    static let pageSize = 100

    let platform: SimulatedPlatform

    func add(to router: inout Router) {
        router.on("GET", platform.path("/oai"), .noBody) { request in .now(answer(request)) }
    }

    private struct Arguments {
        var prefix: String?
        var from: String?
        var start = 0
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        let values = Dictionary(request.query.map { ($0.name, $0.value) }) { $1 }
        switch values["verb"] {
        case "Identify": return page(identify)
        case "ListMetadataFormats": return page(formats)
        case "GetRecord":
            guard let prefix = values["metadataPrefix"], let id = values["identifier"] else {
                return fault("badArgument", "identifier and metadataPrefix are required")
            }
            let record = OAIRecordText(platformID: platform.id, prefix: prefix)
            guard let record else { return fault("cannotDisseminateFormat", prefix) }
            guard let course = platform.shelf.courses.first(where: { record.id(of: $0) == id })
            else { return fault("idDoesNotExist", id) }
            return page("<GetRecord>\(record.text(of: course))</GetRecord>")
        case "ListRecords": return list(values)
        default: return fault("badVerb", "unknown verb")
        }
    }

    private func list(_ values: [String: String]) -> HTTPResponse {
        var arguments = Arguments(prefix: values["metadataPrefix"], from: values["from"])
        if let token = values["resumptionToken"] {
            let parts = token.split(separator: "!", omittingEmptySubsequences: false)
            guard values.count == 2, parts.count == 3, let start = Int(parts[2]) else {
                return fault("badResumptionToken", "not one of ours")
            }
            arguments = Arguments(
                prefix: String(parts[0]), from: parts[1].isEmpty ? nil : String(parts[1]),
                start: start)
        }
        guard let prefix = arguments.prefix else {
            return fault("badArgument", "metadataPrefix is required")
        }
        guard let record = OAIRecordText(platformID: platform.id, prefix: prefix) else {
            return fault("cannotDisseminateFormat", prefix)
        }
        var courses = platform.shelf.courses
        if let from = arguments.from {
            guard let instant = Instant(from) else { return fault("badArgument", "from") }
            courses = courses.filter { $0.updatedAt >= instant }
        }
        guard arguments.start < courses.count else {
            return fault("noRecordsMatch", "nothing has changed")
        }
        let end = min(arguments.start + Self.pageSize, courses.count)
        let records = courses[arguments.start..<end].map(record.text)
        var token = ""
        if end < courses.count {
            token =
                "<resumptionToken cursor=\"\(arguments.start)\" "
                + "completeListSize=\"\(courses.count)\">"
                + "\(prefix)!\(arguments.from ?? "")!\(end)</resumptionToken>"
        } else if arguments.start > 0 {
            token = "<resumptionToken/>"
        }
        return page("<ListRecords>\(records.joined())\(token)</ListRecords>")
    }

    private var identify: String {
        """
        <Identify><repositoryName>\(OAIRecordText.escaped(platform.configuration.name))\
        </repositoryName><baseURL>\(platform.base.below(["oai"]).text)</baseURL>\
        <protocolVersion>2.0</protocolVersion><adminEmail>admin@example.id</adminEmail>\
        <earliestDatestamp>2020-01-01T00:00:00Z</earliestDatestamp>\
        <deletedRecord>persistent</deletedRecord>\
        <granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>
        """
    }

    private var formats: String {
        let formats = [
            (
                "oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
                "http://www.openarchives.org/OAI/2.0/oai_dc/"
            ), ("lom", "http://ltsc.ieee.org/xsd/lomv1.0/lom.xsd", "http://ltsc.ieee.org/xsd/LOM"),
        ].map {
            "<metadataFormat><metadataPrefix>\($0)</metadataPrefix><schema>\($1)</schema>"
                + "<metadataNamespace>\($2)</metadataNamespace></metadataFormat>"
        }
        return "<ListMetadataFormats>\(formats.joined())</ListMetadataFormats>"
    }

    private func fault(_ code: String, _ words: String) -> HTTPResponse {
        page("<error code=\"\(code)\">\(OAIRecordText.escaped(words))</error>")
    }

    private func page(_ content: String) -> HTTPResponse {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">\
            <responseDate>\(platform.clock.now())</responseDate>\
            <request>\(platform.base.below(["oai"]).text)</request>\(content)</OAI-PMH>
            """
        return HTTPResponse(
            status: 200, headers: [("Content-Type", "text/xml; charset=utf-8")],
            body: Array(text.utf8))
    }
}
