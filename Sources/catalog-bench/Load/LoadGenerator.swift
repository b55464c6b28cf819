import Glibc

/// Sends the requests of a tape over keep-alive connections from one thread, each connection
/// waiting for its answer before it sends the next request, and measures every answer.
struct LoadGenerator {
    /// The connections are shared out among them evenly.
    var ports: [UInt16]
    var connections = 64
    var seconds: Double
    var warmUpSeconds: Double
    /// The status of a good answer; every other one is an error.
    var expected: ClosedRange<Int> = 200...200
    /// Whose processor time is measured, with its descendants.
    var server: Int32?
    /// Requests are sent at this rate and no faster; nil for each as soon as a connection is free.
    var perSecond: Double?

    /// Bytes taken from a socket at once: a whole hot page.
    static let readBytes = 128 * 1024
    /// Connections that may be lost and opened again before the run is given up.
    static let reconnectsMax = 1000
    /// A request that has waited longer than this when the load ends counts as stalled.
    static let stallSeconds = 1.0

    /// Runs the load.
    /// - Throws: ``BenchError`` where the server cannot be reached or drops connections for ever.
    func run(_ tape: RequestTape) throws -> LoadResult {
        var session = try LoadSession(self, tape: tape)
        defer { session.close() }
        let before = server.map { ProcessTree.processorSeconds(from: $0) }
        var result = try unsafe tape.bytes.withUnsafeBytes { bytes in
            try unsafe session.run(bytes)
        }
        if let server, let before {
            result.processorSeconds = ProcessTree.processorSeconds(from: server) - before
        }
        return result
    }
}

/// What a load brought.
struct LoadResult {
    var answered = 0
    var errors = 0
    /// Connections that the server closed.
    var lost = 0
    /// Requests that were still without an answer long after they were sent.
    var stalled = 0
    var seconds = 0.0
    var latencies = Latencies()
    /// Answers of the warm-up too, for which `processorSeconds` were used.
    var finished = 0
    /// Answers as expected, those of the warm-up too: what must be stored afterwards.
    var acknowledged = 0
    /// Requests that were sent, or begun to be.
    var begun = 0
    var processorSeconds: Double?
    /// How often each status came, for the report of errors.
    var statuses: [Int: Int] = [:]

    var perSecond: Double { seconds > 0 ? Double(answered) / seconds : 0 }

    /// What the server used of the processors for each answer.
    var processorMicroseconds: Double? {
        processorSeconds.map { $0 / Double(max(1, finished)) * 1e6 }
    }

    /// Takes what another load of the same kind brought as a part of this one.
    mutating func add(_ other: LoadResult) {
        answered += other.answered
        errors += other.errors
        lost += other.lost
        stalled += other.stalled
        seconds += other.seconds
        latencies.add(other.latencies)
        finished += other.finished
        acknowledged += other.acknowledged
        begun += other.begun
        if let more = other.processorSeconds { processorSeconds = (processorSeconds ?? 0) + more }
        statuses.merge(other.statuses, uniquingKeysWith: +)
    }
}

/// The state of one run.
private struct LoadSession {
    private let plan: LoadGenerator
    private let tape: RequestTape
    private var connections: [LoadConnection]
    private var ready: ReadyConnections
    private var buffer = [UInt8](repeating: 0, count: LoadGenerator.readBytes)
    private var next = 0
    private var result = LoadResult()
    private var measuresFrom: UInt64 = 0
    private var startedAt: UInt64 = 0

    init(_ plan: LoadGenerator, tape: RequestTape) throws(BenchError) {
        self.plan = plan
        self.tape = tape
        connections = Array(repeating: LoadConnection(), count: plan.connections)
        ready = try ReadyConnections()
        result.latencies = Latencies(expecting: Int(plan.seconds * 100_000))
    }

    mutating func close() {
        for index in connections.indices { connections[index].close() }
        ready.close()
    }

    mutating func run(_ bytes: UnsafeRawBufferPointer) throws -> LoadResult {
        for index in connections.indices { try open(index) }
        startedAt = MonotonicClock.nanoseconds
        measuresFrom = startedAt + UInt64(plan.warmUpSeconds * 1e9)
        let end = measuresFrom + UInt64(plan.seconds * 1e9)
        for index in connections.indices { try unsafe begin(index, bytes, at: startedAt) }
        var now = startedAt
        while now < end, plan.perSecond != nil || connections.contains(where: \.isBusy) {
            try Interruption.check()
            let patience: Int32 = plan.perSecond == nil ? 100 : 1
            for index in try ready.wait(milliseconds: patience) { try unsafe serve(index, bytes) }
            now = MonotonicClock.nanoseconds
            if plan.perSecond != nil {
                for index in connections.indices where !connections[index].isBusy {
                    try unsafe begin(index, bytes, at: now)
                }
            }
        }
        result.seconds = Double(min(now, end) - min(measuresFrom, now)) / 1e9
        result.stalled = connections.count {
            $0.isBusy && Double(now - $0.begunAt) / 1e9 > LoadGenerator.stallSeconds
        }
        return result
    }

    private mutating func open(_ index: Int) throws(BenchError) {
        try connections[index].open(port: plan.ports[index % plan.ports.count])
        try ready.add(connections[index].descriptor, index: index)
    }

    /// When the next request is due; nil where that is still to come.
    private func due(at now: UInt64) -> UInt64? {
        guard let pace = plan.perSecond else { return now }
        let due = startedAt + UInt64(Double(result.begun) / pace * 1e9)
        return due <= now ? due : nil
    }

    /// Takes the next request of the tape, unless it is at its end.
    private mutating func begin(
        _ index: Int, _ bytes: UnsafeRawBufferPointer, at now: UInt64
    ) throws(BenchError) {
        guard let due = due(at: now) else {
            connections[index].isBusy = false
            return
        }
        if next == tape.count {
            guard tape.end == .rewind else {
                connections[index].isBusy = false
                return
            }
            next = 0
        }
        connections[index].unsent = tape.starts[next]..<tape.starts[next + 1]
        // A request that could not be sent when it was due has waited from then on.
        connections[index].begunAt = due
        connections[index].isBusy = true
        next += 1
        result.begun += 1
        try unsafe send(index, bytes)
    }

    private mutating func send(
        _ index: Int, _ bytes: UnsafeRawBufferPointer
    ) throws(BenchError) {
        let range = connections[index].unsent
        // The range lies within the tape, whose bytes outlive the run.
        let count = unsafe Glibc.send(
            connections[index].descriptor, bytes.baseAddress! + range.lowerBound, range.count,
            Int32(MSG_NOSIGNAL))
        let rest = (range.lowerBound + max(0, count))..<range.upperBound
        let isSending = !rest.isEmpty
        connections[index].unsent = rest
        guard isSending != connections[index].isSending else { return }
        connections[index].isSending = isSending
        try ready.change(connections[index].descriptor, index: index, isSending: isSending)
    }

    private mutating func serve(_ index: Int, _ bytes: UnsafeRawBufferPointer) throws {
        if !connections[index].unsent.isEmpty { try unsafe send(index, bytes) }
        let descriptor = connections[index].descriptor
        let capacity = buffer.count
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, capacity, 0)
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return try unsafe reopen(index, bytes) }
        if take(index, count) {
            let now = MonotonicClock.nanoseconds
            finish(index, at: now)
            try unsafe begin(index, bytes, at: now)
        }
    }

    /// Takes received bytes; true when the response is complete.
    private mutating func take(_ index: Int, _ count: Int) -> Bool {
        if connections[index].head != nil {
            connections[index].bodyBytesLeft -= count
            return connections[index].bodyBytesLeft <= 0
        }
        var received = count
        if !connections[index].headBytes.isEmpty {
            connections[index].headBytes += buffer[..<count]
            received = connections[index].headBytes.count
        }
        let pieces = connections[index].headBytes
        let head =
            pieces.isEmpty
            ? unsafe buffer.withUnsafeBytes {
                unsafe ResponseHead.read(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            : unsafe pieces.withUnsafeBytes { unsafe ResponseHead.read($0) }
        guard let head else {
            if pieces.isEmpty { connections[index].headBytes = Array(buffer[..<count]) }
            return false
        }
        connections[index].head = head
        connections[index].bodyBytesLeft = head.length + head.bodyLength - received
        return connections[index].bodyBytesLeft <= 0
    }

    private mutating func finish(_ index: Int, at now: UInt64) {
        let status = connections[index].head?.status ?? 0
        connections[index].head = nil
        connections[index].headBytes.removeAll(keepingCapacity: true)
        result.finished += 1
        let isExpected = plan.expected.contains(status)
        if isExpected { result.acknowledged += 1 }
        guard now >= measuresFrom else { return }
        result.statuses[status, default: 0] += 1
        guard isExpected else {
            result.errors += 1
            return
        }
        result.answered += 1
        result.latencies.record(nanoseconds: now - connections[index].begunAt)
    }

    /// The server closed the connection: its request is lost, the next goes over a new one.
    private mutating func reopen(_ index: Int, _ bytes: UnsafeRawBufferPointer) throws {
        result.lost += 1
        guard result.lost <= LoadGenerator.reconnectsMax else {
            throw BenchError(
                "the server at port \(plan.ports[index % plan.ports.count]) drops its connections")
        }
        try open(index)
        try unsafe begin(index, bytes, at: MonotonicClock.nanoseconds)
    }
}
