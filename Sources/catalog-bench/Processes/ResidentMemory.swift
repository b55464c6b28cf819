import Foundation

/// Memory of running processes, from /proc.
enum ResidentMemory {
    /// VmRSS of one process; 0 when it is gone.
    static func bytes(of pid: Int32) -> Int {
        kibibytes("VmRSS:", in: "/proc/\(pid)/status") * 1024
    }

    /// A process and its descendants, memory they share counted once.
    static func bytesOfTree(_ root: Int32) -> Int {
        ProcessTree.processes(from: root).reduce(0) { sum, pid in
            sum + kibibytes("Pss:", in: "/proc/\(pid)/smaps_rollup") * 1024
        }
    }

    private static func kibibytes(_ name: String, in path: String) -> Int {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        }
        return 0
    }
}
