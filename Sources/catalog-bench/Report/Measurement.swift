/// What one subject did in one load.
struct Measurement: Encodable {
    /// `catalogd`, or the peer with its version.
    var subject: String
    var perSecond = 0.0
    var p50Milliseconds = 0.0
    var p99Milliseconds = 0.0
    /// Resident memory after the load; of a peer with several processes, the whole of them with
    /// what they share counted once. Nil where it means nothing.
    var residentBytes: Int?
    /// Processor time of a server for each answer; nil where it was not measured. It depends
    /// less than throughput on what else the machine does.
    var processorMicroseconds: Double?
    var answered = 0
    var errors = 0
    var seconds = 0.0

    enum CodingKeys: String, CodingKey {
        case subject, answered, errors, seconds
        case perSecond = "per_second"
        case p50Milliseconds = "p50_ms"
        case p99Milliseconds = "p99_ms"
        case residentBytes = "resident_bytes"
        case processorMicroseconds = "processor_us"
    }

    init(subject: String) {
        self.subject = subject
    }

    init(subject: String, _ result: LoadResult, residentBytes: Int?) {
        self.init(
            subject: subject, result.latencies, answered: result.answered,
            seconds: result.seconds)
        self.residentBytes = residentBytes
        processorMicroseconds = result.processorMicroseconds
        errors = result.errors + result.lost + result.stalled
    }

    init(subject: String, _ latencies: Latencies, answered: Int, seconds: Double) {
        self.subject = subject
        self.answered = answered
        self.seconds = seconds
        perSecond = seconds > 0 ? Double(answered) / seconds : 0
        let points = latencies.milliseconds(at: [0.5, 0.99])
        p50Milliseconds = points[0]
        p99Milliseconds = points[1]
    }
}
