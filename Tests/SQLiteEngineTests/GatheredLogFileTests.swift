import CSQLite
import Testing

@testable import SQLiteEngine

@Suite("A file of the gathered log") struct GatheredLogFileTests {
    @Test("bytes that follow each other go to the file at once, when it is synced")
    func gathers() {
        let file = LogUnderTest()
        #expect(file.write([1, 2], at: 0) == SQLITE_OK)
        #expect(file.write([3], at: 2) == SQLITE_OK)
        #expect(file.disk.calls.isEmpty)
        #expect(file.sync() == SQLITE_OK)
        #expect(file.disk.calls == [.write([1, 2, 3], at: 0), .sync])
    }

    @Test("bytes elsewhere come after those that were gathered, also in what was written before")
    func elsewhere() {
        let file = LogUnderTest()
        #expect(file.write([1, 2, 3], at: 8) == SQLITE_OK)
        #expect(file.write([9], at: 8) == SQLITE_OK)
        #expect(file.write([8], at: 20) == SQLITE_OK)
        #expect(file.sync() == SQLITE_OK)
        #expect(
            file.disk.calls == [
                .write([1, 2, 3], at: 8), .write([9], at: 8), .write([8], at: 20), .sync,
            ])
    }

    @Test("what is read has been written")
    func reads() {
        let file = LogUnderTest()
        #expect(file.write([1, 2, 3], at: 0) == SQLITE_OK)
        #expect(file.read(2, at: 1) == [2, 3])
    }

    @Test("no more is gathered than there is room for, and no more taken at once")
    func room() {
        let file = LogUnderTest()
        let most = [UInt8](repeating: 7, count: GatheredLog.bytesMax)
        #expect(file.write(most, at: 0) == SQLITE_OK)
        #expect(file.disk.calls.isEmpty)
        #expect(file.write([1], at: Int64(most.count)) == SQLITE_OK)
        #expect(file.disk.calls == [.write(most, at: 0)])
        #expect(file.write(most + [8], at: 1000) == SQLITE_MISUSE)
        #expect(file.sync() == SQLITE_OK)
        #expect(
            file.disk.calls == [
                .write(most, at: 0), .write([1], at: Int64(most.count)), .sync,
            ])
    }

    @Test("what could not be written is written before anything that comes later")
    func failure() {
        let file = LogUnderTest()
        #expect(file.write([1, 2], at: 0) == SQLITE_OK)
        file.disk.isFull = true
        #expect(file.write([5], at: 9) == SQLITE_FULL)
        #expect(file.read(1, at: 0) == nil)
        #expect(file.disk.calls.isEmpty)
        file.disk.isFull = false
        #expect(file.write([3], at: 2) == SQLITE_OK)
        #expect(file.sync() == SQLITE_OK)
        #expect(file.disk.calls == [.write([1, 2, 3], at: 0), .sync])
    }

    @Test("what a sync could not write is not written later")
    func failedSync() {
        let file = LogUnderTest()
        #expect(file.write([1, 2], at: 0) == SQLITE_OK)
        file.disk.isFull = true
        #expect(file.sync() == SQLITE_FULL)
        file.disk.isFull = false
        #expect(file.read(2, at: 0) == [0, 0])
        #expect(file.sync() == SQLITE_OK)
        #expect(file.disk.calls == [.sync])
    }
}

/// A log whose file behind it is ``Disk``.
@safe private final class LogUnderTest {
    final class Disk {
        enum Call: Equatable {
            case write([UInt8], at: Int64)
            case sync
        }

        var calls: [Call] = []
        var bytes = [UInt8](repeating: 0, count: 1 << 19)
        var isFull = false
    }

    /// As it lies behind the head.
    @safe private struct Inner {
        var base: sqlite3_file
        var disk: Unmanaged<Disk>
    }

    let disk = Disk()
    private let file: UnsafeMutablePointer<sqlite3_file>

    init() {
        let memory = unsafe UnsafeMutableRawPointer.allocate(
            byteCount: GatheredLogFile.headBytes + MemoryLayout<Inner>.size, alignment: 16)
        unsafe file = memory.assumingMemoryBound(to: sqlite3_file.self)
        let code = unsafe GatheredLogFile.open(file) { inner in
            unsafe UnsafeMutableRawPointer(inner).initializeMemory(
                as: Inner.self,
                to: Inner(
                    base: sqlite3_file(pMethods: Self.methods),
                    disk: .passUnretained(disk)))
            return SQLITE_OK
        }
        precondition(code == SQLITE_OK)
    }

    deinit {
        unsafe _ = file.pointee.pMethods.pointee.xClose(file)
        unsafe UnsafeMutableRawPointer(file).deallocate()
    }

    func write(_ bytes: [UInt8], at offset: Int64) -> Int32 {
        unsafe file.pointee.pMethods.pointee.xWrite(file, bytes, Int32(bytes.count), offset)
    }

    func sync() -> Int32 {
        unsafe file.pointee.pMethods.pointee.xSync(file, SQLITE_SYNC_NORMAL)
    }

    func read(_ count: Int, at offset: Int64) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let code = unsafe file.pointee.pMethods.pointee.xRead(file, &bytes, Int32(count), offset)
        return code == SQLITE_OK ? bytes : nil
    }

    private static func disk(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Disk {
        unsafe UnsafeMutableRawPointer(file!).assumingMemoryBound(to: Inner.self)
            .pointee.disk.takeUnretainedValue()
    }

    /// Written once, here.
    private nonisolated(unsafe) static let methods: UnsafePointer<sqlite3_io_methods> = {
        var calls = sqlite3_io_methods()
        calls.iVersion = 1
        unsafe calls.xClose = { _ in SQLITE_OK }
        unsafe calls.xWrite = { file, data, count, offset in
            let disk = unsafe LogUnderTest.disk(file)
            if disk.isFull { return SQLITE_FULL }
            let bytes = unsafe Array(UnsafeRawBufferPointer(start: data, count: Int(count)))
            disk.bytes.replaceSubrange(Int(offset)..<Int(offset) + bytes.count, with: bytes)
            disk.calls.append(.write(bytes, at: offset))
            return SQLITE_OK
        }
        unsafe calls.xRead = { file, data, count, offset in
            let disk = unsafe LogUnderTest.disk(file)
            let bytes = disk.bytes[Int(offset)..<Int(offset) + Int(count)]
            unsafe data?.copyMemory(from: Array(bytes), byteCount: Int(count))
            return SQLITE_OK
        }
        unsafe calls.xSync = { file, _ in
            unsafe LogUnderTest.disk(file).calls.append(.sync)
            return SQLITE_OK
        }
        let kept = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe kept.initialize(to: calls)
        return unsafe UnsafePointer(kept)
    }()
}
