import Foundation
import Synchronization
import TestKit
import Testing

@testable import SQLiteEngine

@Suite("Early writeback")
struct EarlyWritebackTests {
    @Test("the engine's own descriptor of an open file is found, and of no other")
    func descriptor() throws {
        let growing = try GrowingStore()
        defer { withExtendedLifetime(growing) {} }
        let descriptor = try #require(EarlyWriteback.descriptor(of: growing.path))
        let target = try FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/self/fd/\(descriptor)")
        #expect(target == growing.path)
        let closed = growing.path + ".closed"
        try Data().write(to: URL(fileURLWithPath: closed))
        defer { try? FileManager.default.removeItem(atPath: closed) }
        #expect(EarlyWriteback.descriptor(of: closed) == nil)
        #expect(EarlyWriteback.descriptor(of: growing.path + ".missing") == nil)
    }

    @Test("the kernel begins with an open file, and says so of none")
    func beginning() throws {
        let growing = try GrowingStore()
        defer { withExtendedLifetime(growing) {} }
        let descriptor = try #require(EarlyWriteback.descriptor(of: growing.path))
        #expect(EarlyWriteback.beginWriting(descriptor) == 0)
        #expect(EarlyWriteback.beginWriting(-1) == EBADF)
    }

    /// Of a file that is open: what a body brings, and what of it was begun with which result.
    private func during(
        _ codes: [Int32], _ path: String
    ) -> (answer: Int, failure: Int32?, calls: Int) {
        let calls = Mutex(0)
        var runs = 0
        let (answer, failure) = EarlyWriteback.during(
            writesTo: path,
            begin: { _ in
                calls.withLock { number in
                    number += 1
                    return codes[min(number, codes.count) - 1]
                }
            },
            {
                runs += 1
                let end = ContinuousClock.now + .seconds(10)
                while calls.withLock({ $0 }) < codes.count, ContinuousClock.now < end {
                    usleep(1000)
                }
                return runs
            })
        return (answer, failure, calls.withLock { $0 })
    }

    @Test("it begins again and again, until a write cannot be begun, which is told")
    func failures() throws {
        let growing = try GrowingStore()
        defer { withExtendedLifetime(growing) {} }
        let good = during([0, 0, 0], growing.path)
        #expect(good.answer == 1 && good.failure == nil && good.calls >= 3)
        let inapplicable = during([EBADF, ESPIPE, 0], growing.path)
        #expect(inapplicable.failure == nil && inapplicable.calls >= 3)
        let bad = during([0, EIO], growing.path)
        #expect(bad.answer == 1 && bad.failure == EIO && bad.calls == 2)
    }

    @Test("without an open file the body is run all the same")
    func missing() throws {
        let growing = try GrowingStore()
        defer { withExtendedLifetime(growing) {} }
        let missing = growing.path + ".missing"
        let (answer, failure) = EarlyWriteback.during(writesTo: missing) { "done" }
        #expect(answer == "done" && failure == nil)
    }

    /// Closing a descriptor of ours would drop the engine's locks, and let another process begin
    /// the log anew.
    @Test("the locks of the file outlive a log that is moved")
    func locks() throws {
        let growing = try GrowingStore()
        defer { withExtendedLifetime(growing) {} }
        let before = try Self.locks(on: growing.path)
        #expect(before > 0)
        try growing.write(mebibytes: 2)
        #expect(try Self.locks(on: growing.path) == before)
        #expect(growing.fileBytes > 1 << 20, "the log was moved")
    }

    /// The POSIX locks that the kernel knows on a file (proc_locks(5)).
    private static func locks(on path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let number = try #require(attributes[.systemFileNumber] as? NSNumber)
        // /proc/locks has no size, so it is read to its end.
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/locks"))
        let text = try String(decoding: file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").count {
            $0.contains("POSIX") && $0.contains(":\(number) ")
        }
    }
}
