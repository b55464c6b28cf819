/// Why the simulator cannot start.
public enum SimulatorError: Error, Sendable, Equatable {
    /// The file, and what is wrong with it.
    case badCourses(String)
    /// The platform, and the key that the simulator needs.
    case badPlatform(id: String, problem: String)
    /// The word of a fault plan that is not understood.
    case badFault(String)
}

extension SimulatorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badCourses(let problem): return "the courses of the simulated platforms: \(problem)"
        case .badFault(let problem): return problem
        case .badPlatform(let id, let problem): return "the simulated platform \(id): \(problem)"
        }
    }
}
