/// The commands of `catalogd`, with what their help says.
enum CommandName: String, CaseIterable {
    case demo, serve, migrate, seed, sync, simulate, audit, doctor, token, staff, openapi
    case copy, backup, restore

    struct Option {
        /// Without the dashes.
        let name: String
        /// How the value is called in the help; nil for a switch.
        let value: String?
        let help: String
    }

    var summary: String {
        switch self {
        case .demo: return "server, seed data and the eight simulated platforms in one process"
        case .serve: return "the server"
        case .migrate: return "bring the database to this version's schema"
        case .seed: return "load schemes, categories and participants (never courses)"
        case .sync: return "fetch the catalogues of the platforms"
        case .simulate: return "the eight simulated platforms alone"
        case .audit: return "prove that money, orders, seats and incentives agree"
        case .doctor: return "check configuration, database and platforms"
        case .token: return "make a bearer token: token issue --participant ID | --staff ID"
        case .staff: return "add somebody of the staff, or make a code of a second factor"
        case .openapi: return "print the OpenAPI document"
        case .copy: return "move an SQLite database to PostgreSQL, proven by counts and audit"
        case .backup: return "copy an SQLite database beside a running server"
        case .restore: return "put such a copy in the place of a database that is gone"
        }
    }

    /// What stands behind the command's name.
    var positionals: String {
        switch self {
        case .sync: return " [PLATFORM …]"
        case .token: return " issue"
        case .staff: return " add | code SECRET"
        default: return ""
        }
    }

    var options: [Option] {
        switch self {
        case .demo:
            return [
                Option(name: "fresh", value: nil, help: "forget what an earlier demo left behind")
            ] + Self.faultOptions
        case .serve:
            return [
                Option(
                    name: "no-workers", value: nil,
                    help: "answer requests only: no syncs, no calls to platforms, no schedules")
            ]
        case .seed:
            return [
                Option(
                    name: "participants", value: "N",
                    help: "synthetic participants there shall be, besides those of the demo"),
                Option(
                    name: "tokens", value: "FILE",
                    help: "write one bearer token a line for each synthetic participant"),
            ]
        case .sync:
            return [
                Option(name: "full", value: nil, help: "read everything, changed or not"),
                Option(
                    name: "accept", value: nil,
                    help: "apply what the plausibility rules would hold (look at it first)"),
                Option(
                    name: "show-rejects", value: nil,
                    help: "name every record that was not taken, or is held, and why"),
            ]
        case .simulate:
            return [
                Option(
                    name: "target", value: "URL",
                    help: "where callbacks go (default: CATALOGD_PUBLIC_URL)"),
                Option(
                    name: "refuse", value: "ID[,ID]", help: "courses whose enrolment is refused"),
            ] + Self.faultOptions
        case .token:
            return [
                Option(name: "participant", value: "ID", help: "a participant's id or e-mail"),
                Option(name: "staff", value: "ID", help: "a staff member's id or e-mail"),
            ]
        case .staff:
            return [
                Option(name: "email", value: "ADDRESS", help: "whom to add"),
                Option(name: "name", value: "NAME", help: "as others see it"),
                Option(
                    name: "role", value: "ROLE",
                    help: "curator, chief_curator, partner, operator or auditor"),
                Option(name: "platform", value: "ID", help: "the one of a partner"),
            ]
        case .copy:
            return [
                Option(name: "from", value: "URL", help: "sqlite:PATH, with no server on it"),
                Option(
                    name: "to", value: "URL",
                    help: "postgresql://…, an empty database (CATALOGD_DATABASE_URL)"),
            ]
        case .backup:
            return [Option(name: "to", value: "FILE", help: "the copy; does not exist yet")]
        case .restore:
            return [Option(name: "from", value: "FILE", help: "a file that backup made")]
        case .audit:
            return [
                Option(
                    name: "evidence", value: nil,
                    help: "also compute the digests of all kept events and certificates anew")
            ]
        case .migrate, .doctor, .openapi: return []
        }
    }

    private static let faultOptions = [
        Option(
            name: "fault", value: "NAME[@PLATFORM][,…]",
            help: "what simulated platforms do wrong; an unknown NAME lists them"),
        Option(name: "faults", value: "FILE", help: "the same with paths and odds, as JSON"),
    ]

    /// The options of every command; each setting is also an environment variable.
    static let commonOptions = [
        Option(name: "config", value: "FILE", help: "KEY=value lines, before the environment"),
        Option(name: "listen", value: "ADDRESS:PORT", help: "CATALOGD_LISTEN (127.0.0.1:8080)"),
        Option(
            name: "database-url", value: "URL",
            help: "CATALOGD_DATABASE_URL (sqlite:catalogd.db)"),
        Option(name: "seed", value: "DIR", help: "CATALOGD_SEED (catalog-seed)"),
        Option(
            name: "platforms", value: "FILE",
            help: "CATALOGD_PLATFORMS (catalog-seed/platforms.json)"),
        Option(name: "public-url", value: "URL", help: "CATALOGD_PUBLIC_URL (http://<listen>)"),
        Option(name: "log-level", value: "LEVEL", help: "CATALOGD_LOG_LEVEL (info)"),
        Option(name: "sync-seconds", value: "N", help: "CATALOGD_SYNC_SECONDS (900)"),
        Option(name: "poll-seconds", value: "N", help: "CATALOGD_POLL_SECONDS (60)"),
        Option(
            name: "trusted-proxies", value: "ADDRESS[,…]",
            help: "CATALOGD_TRUSTED_PROXIES (none)"),
        Option(name: "drain-seconds", value: "N", help: "CATALOGD_DRAIN_SECONDS (0)"),
        Option(name: "sqlite-log-mib", value: "N", help: "CATALOGD_SQLITE_LOG_MIB (256)"),
        Option(name: "mail-from", value: "ADDRESS", help: "CATALOGD_MAIL_FROM (none)"),
        Option(
            name: "smtp-url", value: "URL",
            help: "CATALOGD_SMTP_URL (none: no mail is sent)"),
        Option(
            name: "smtp-ca-file", value: "FILE", help: "CATALOGD_SMTP_CA_FILE (the system's)"),
        Option(name: "json", value: nil, help: "answer in JSON, for machines"),
        Option(name: "help", value: nil, help: "this text; also -h"),
    ]

    /// Settings that flags may give, by option name.
    static let settings = [
        "listen": "CATALOGD_LISTEN", "database-url": "CATALOGD_DATABASE_URL",
        "seed": "CATALOGD_SEED", "platforms": "CATALOGD_PLATFORMS",
        "public-url": "CATALOGD_PUBLIC_URL", "log-level": "CATALOGD_LOG_LEVEL",
        "sync-seconds": "CATALOGD_SYNC_SECONDS", "poll-seconds": "CATALOGD_POLL_SECONDS",
        "drain-seconds": "CATALOGD_DRAIN_SECONDS", "sqlite-log-mib": "CATALOGD_SQLITE_LOG_MIB",
        "trusted-proxies": "CATALOGD_TRUSTED_PROXIES",
        "mail-from": "CATALOGD_MAIL_FROM", "smtp-url": "CATALOGD_SMTP_URL",
        "smtp-ca-file": "CATALOGD_SMTP_CA_FILE",
    ]
}
