import Foundation

/// A process and its descendants, from /proc.
enum ProcessTree {
    static func processes(from root: Int32) -> [Int32] {
        let path = "/proc/\(root)/task/\(root)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let children = text.split(separator: " ").compactMap { Int32($0) }
        return [root] + children.flatMap { processes(from: $0) }
    }

    /// What all of them have used of the processors until now, in their own code and in the
    /// kernel, in whole hundredths.
    static func processorSeconds(from root: Int32) -> Double {
        processes(from: root).reduce(0) { sum, process in
            let path = "/proc/\(process)/stat"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            // Behind the name, which ends in a bracket: utime and stime are the 12th and 13th
            // fields (proc_pid_stat(5)).
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            guard fields.count > 13, let own = Double(fields[12]), let kernel = Double(fields[13])
            else { return sum }
            return sum + (own + kernel) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }
}
