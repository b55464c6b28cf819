import Glibc
import Synchronization

/// Ctrl-C and SIGTERM end the run at the next check, so that every child is stopped and every
/// temporary file removed on the way out.
enum Interruption {
    static func listen() {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            // The handler only stores to an atomic, which is safe in a signal handler.
            signal(number) { _ in interruptionRequested.store(true, ordering: .relaxed) }
        }
    }

    static func check() throws(BenchError) {
        if interruptionRequested.load(ordering: .relaxed) { throw BenchError("interrupted") }
    }
}

/// A C signal handler captures nothing, so this stands outside.
private let interruptionRequested = Atomic<Bool>(false)
