import CatalogService
import Dispatch
import Foundation

// A caller that goes away while we write to it is an ordinary end of a connection.
signal(SIGPIPE, SIG_IGN)

Task {
    let code = await CommandLineTool.run(Array(CommandLine.arguments.dropFirst()))
    exit(code)
}
dispatchMain()
