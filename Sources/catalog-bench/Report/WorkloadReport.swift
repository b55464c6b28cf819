/// What one workload brought: ours first, then the peers of the same run.
struct WorkloadReport: Encodable {
    let name: String
    let title: String
    var measurements: [Measurement] = []
    var bars: [Bar] = []
    /// What a reader must know to judge the figures.
    var notes: [String] = []

    init(_ name: WorkloadName, title: String) {
        self.name = name.rawValue
        self.title = title
    }

    /// Adds what came instead of the expected statuses to the notes.
    mutating func noteErrors(of load: LoadResult, subject: String, expected: ClosedRange<Int>) {
        let wrong = load.statuses.filter { !expected.contains($0.key) }
        if load.lost > 0 { notes.append("\(subject): \(load.lost) connections were lost") }
        if load.stalled > 0 {
            notes.append("\(subject): \(load.stalled) requests were never answered")
        }
        guard !wrong.isEmpty else { return }
        let list = wrong.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" }
        notes.append("\(subject) also answered " + list.joined(separator: ", "))
    }
}
