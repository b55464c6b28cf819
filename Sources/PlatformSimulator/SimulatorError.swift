/// Why the simulator cannot start.
public enum SimulatorError: Error, Sendable, Equatable {
    /// The file, and what is wrong with it.
    case badCourses(String)
    /// The platform, and the key that the simulator needs.
    case badPlatform(id: String, problem: String)
}
