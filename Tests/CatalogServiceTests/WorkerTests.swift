import Testing

@testable import CatalogService

@Suite struct WorkerTests {
    @Test("the pause doubles with each failure in a row, up to the ordinary one")
    func backoff() {
        let pauses = [0, 1, 2, 3, 4, 8, 9, 100].map {
            SyncWorker.pauseSeconds(after: $0, interval: 900)
        }
        #expect(pauses == [900, 5, 10, 20, 40, 640, 900, 900])
        #expect(SyncWorker.pauseSeconds(after: 5, interval: 6) == 6)
    }
}
