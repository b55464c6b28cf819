/// The texts of `--help`.
enum Help {
    static var general: String {
        let commands = CommandName.allCases.map { command in
            "  " + padded(command.rawValue + command.positionals, 22) + command.summary
        }
        return """
            catalogd: courses of eight platforms in one catalogue, bought with the training card

            Usage: catalogd COMMAND [options]        catalogd COMMAND --help

            \(commands.joined(separator: "\n"))

            \(exitCodes)
            """
    }

    static func command(_ command: CommandName) -> String {
        let own = lines(command.options)
        return """
            Usage: catalogd \(command.rawValue)\(command.positionals) [options]

            \(command.summary)

            Options:
            \((own + lines(CommandName.commonOptions)).joined(separator: "\n"))

            Defaults give way to --config FILE, that to the environment, that to flags.
            \(exitCodes)
            """
    }

    private static let exitCodes = """
        Exit codes: 0 done; 1 it failed; 2 wrong usage or configuration; 3 the audit or the doctor
        found something; 4 the database is in use or cannot be opened.
        """

    private static func lines(_ options: [CommandName.Option]) -> [String] {
        options.map { option in
            "  " + padded("--" + option.name + (option.value.map { " " + $0 } ?? ""), 24)
                + option.help
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
