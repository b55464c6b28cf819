import Catalog
import TestKit
import Testing

@testable import PlatformAdapters

@Suite("How the calls to a platform went")
struct VitalsTests {
    private let clock = ManualClock(Instant("2026-03-01T09:00:00Z")!)

    @Test("broken credentials are told apart from being down")
    func credentials() {
        let vitals = PlatformVitals(clock: clock.clock)
        #expect(vitals.report().credentials == .unknown)
        vitals.note(.answered, took: .milliseconds(10))
        vitals.note(.failed, took: .milliseconds(10), words: "refused")
        #expect(vitals.report().credentials == .accepted)
        vitals.note(.unauthorized, took: .milliseconds(10), words: "HTTP 401")
        vitals.note(.failed, took: .milliseconds(10), words: "reset")
        let report = vitals.report()
        #expect(report.credentials == .refused)
        #expect(report.failuresInARow == 3)
        #expect(report.successRate == 0.25)
        #expect(report.lastFailure?.words == "reset")
    }

    @Test("old calls say nothing about now, and memory is bounded")
    func bounded() {
        let vitals = PlatformVitals(clock: clock.clock)
        for count in 0..<3_000 { vitals.note(.answered, took: .milliseconds(count)) }
        let report = vitals.report()
        #expect(report.calls == PlatformVitals.callsMax)
        #expect(report.medianMilliseconds == 2_487)
        #expect(report.p99Milliseconds == 2_989)
        clock.advance(by: .minutes(16))
        #expect(vitals.report().calls == 0)
        #expect(vitals.report().successRate == nil)
    }
}
