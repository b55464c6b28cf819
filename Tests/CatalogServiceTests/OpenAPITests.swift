import Catalog
import Foundation
import HTTPServer
import TestKit
import Testing

@testable import CatalogService

@Suite struct OpenAPITests {
    @Test("every route is described, and nothing else is")
    func complete() throws {
        let store = try TestStore()
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var configuration = Configuration()
        configuration.store = .sqlite(path: store.path)
        configuration.seedDirectory = root.appendingPathComponent("catalog-seed").path
        configuration.platformsFile =
            root.appendingPathComponent("catalog-seed/platforms.json").path
        let service = try Service(configuration, log: Log(level: .error))
        defer { service.close() }
        let served = Set(
            Routes.interface(service.context).routes.map { "\($0.method) \($0.pattern)" })
        let described = Set(OpenAPIDocument.operations.map { "\($0.method) \($0.path)" })
        #expect(served == described)
    }

    @Test("every schema that is named exists")
    func references() {
        let text = String(decoding: OpenAPIDocument.bytes, as: UTF8.self)
        let names = text.components(separatedBy: "#/components/schemas/").dropFirst()
            .map { $0.prefix { $0 != "\"" } }
        for name in names { #expect(Schemas.all[String(name)] != nil, "\(name)") }
    }
}
