import CatalogService
import Dispatch
import Foundation

// A caller that goes away while we write to it is an ordinary end of a connection.
signal(SIGPIPE, SIG_IGN)

Task {
    let code = await CommandLineTool.run(Array(CommandLine.arguments.dropFirst()))
    // Not `exit`: its handlers take libraries down that other threads are still in, as libcurl's
    // are in OpenSSL's. Nothing of ours is buffered.
    _exit(code)
}
dispatchMain()
