import Catalog

/// One page: what stands around its content, and how search engines and assistive technology
/// are to take it.
struct PageFrame: Sendable {
    /// Stands in the tab, before the name of the service.
    var title: String
    /// For search engines and shared links; one or two sentences.
    var summary = ""
    /// The address that stands for this page whatever its parameters; nil keeps the page out of
    /// search engines.
    var canonical: PagePath?
    /// schema.org data as JSON, shown to nobody.
    var structuredData: [UInt8]?
    /// The navigation entry that is this page's.
    var current: PagePath?
    /// Above the content: an error or something done.
    var notice: Notice?
    /// The navigation of a page of the staff; nil on everybody else's.
    var staffEntries: HTML?
    var content: HTML

    struct Notice: Sendable {
        enum Kind: Sendable { case done, failed }
        let kind: Kind
        let text: String
    }

    /// The whole document.
    /// - Parameter origin: our public URL, without a slash at its end.
    func document(for visitor: Visitor, origin: String) -> HTML {
        let say = visitor.say
        return """
            <!doctype html>
            <html lang="\(say.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title) · Prakerja Belajar</title>
            \(head(say, origin: origin))
            <link rel="stylesheet" href="\(PageAssets.style.path)">
            <link rel="icon" href="\(PageAssets.icon.path)" type="image/svg+xml">
            <script src="\(PageAssets.script.path)" defer></script>
            </head>
            <body>
            <a class="skip" href="#isi">\(say("Langsung ke isi", "Skip to content"))</a>
            \(header(visitor))
            <main id="isi" tabindex="-1">
            \(noticeBox)
            \(content)
            </main>
            \(footer(visitor))
            </body>
            </html>
            """
    }

    private func head(_ say: Wording, origin: String) -> HTML {
        var head: HTML = ""
        if !summary.isEmpty {
            head += "<meta name=\"description\" content=\"\(summary)\">\n"
        }
        guard let canonical else {
            return head + "<meta name=\"robots\" content=\"noindex\">\n"
        }
        let indonesian = origin + canonical.text
        let english = origin + canonical.with([("lang", "en")]).text
        // Each language is a page of its own for search engines, and names the other.
        let address = say.plain(indonesian, english)
        let title = title
        let summary = summary
        head += """
            <link rel="canonical" href="\(address)">
            <link rel="alternate" hreflang="id" href="\(indonesian)">
            <link rel="alternate" hreflang="en" href="\(english)">
            <link rel="alternate" hreflang="x-default" href="\(indonesian)">
            <link rel="alternate" type="application/rss+xml" href="\(PagePath.feed)" \
            title="\(say.plain("Kelas baru", "New courses"))">
            <meta property="og:site_name" content="Prakerja Belajar">
            <meta property="og:type" content="website">
            <meta property="og:title" content="\(title)">
            <meta property="og:description" content="\(summary)">
            <meta property="og:url" content="\(address)">
            <meta property="og:locale" content="\(say.plain("id_ID", "en_GB"))">
            <meta property="og:locale:alternate" content="\(say.plain("en_GB", "id_ID"))">
            <meta name="twitter:card" content="summary">

            """
        if let structuredData {
            head += HTML(structuredData: structuredData)
        }
        return head
    }

    private func header(_ visitor: Visitor) -> HTML {
        let say = visitor.say
        return """
            <header class="top">
            <div class="bar">
            \(brand(say))
            <nav aria-label="\(say.plain("Utama", "Main"))">
            \(staffEntries ?? entries(visitor))
            </nav>
            \(corner(visitor))
            </div>
            </header>
            """
    }

    private func brand(_ say: Wording) -> HTML {
        guard staffEntries != nil else {
            return """
                <a class="brand" href="\(PagePath.front)">\(Self.mark)\
                <span>Prakerja Belajar</span></a>
                """
        }
        return """
            <a class="brand" href="\(PagePath.staffHome)">\(Self.mark)\
            <span>Prakerja Belajar · \(say("Staf", "Staff"))</span></a>
            """
    }

    private func entries(_ visitor: Visitor) -> HTML {
        let say = visitor.say
        guard visitor.isSignedIn else {
            return entry(.courses, say("Kelas", "Courses"))
                + entry(.signIn, say("Masuk", "Sign in"))
        }
        return [
            entry(.courses, say("Kelas", "Courses")),
            entry(.orders, say("Pesanan", "Orders")),
            entry(.card, say("Kartu", "Card")),
            entry(.certificates, say("Sertifikat", "Certificates")),
            entry(.incentive, say("Insentif", "Incentive")),
        ].joined(by: "\n")
    }

    private static func badge(_ visitor: Visitor) -> HTML {
        guard visitor.unread > 0 else { return "" }
        let words = visitor.say("belum dibaca", "unread")
        return
            " <span class=\"badge\">\(visitor.unread)<span class=\"hidden\"> \(words)</span></span>"
    }

    /// The far end of the bar: for who is signed in, what is theirs rather than the catalogue's.
    /// Signing out is a form, for a link that signs out could stand on any site.
    private func corner(_ visitor: Visitor) -> HTML {
        guard staffEntries == nil, visitor.isSignedIn else {
            return Self.languageSwitch(visitor)
        }
        let say = visitor.say
        return """
            <div class="corner">\(entry(.messages, say("Pesan", "Messages") + Self.badge(visitor)))
            <details class="account"><summary>\(say("Akun", "Account"))</summary>
            <div><a href="\(PagePath.sessions)">\(say("Sesi masukmu", "Your sessions"))</a>
            \(Self.languageSwitch(visitor))
            <form method="post" action="\(PagePath.signOut)">\(PageForm.permission(for: visitor))\
            <button>\(say("Keluar", "Sign out"))</button></form></div></details></div>
            """
    }

    private func entry(_ path: PagePath, _ label: HTML) -> HTML {
        path == current
            ? "<a href=\"\(path)\" aria-current=\"page\">\(label)</a>"
            : "<a href=\"\(path)\">\(label)</a>"
    }

    /// A form, so that it works without script and leaves no address in two languages behind.
    /// Where a form was sent and refused, only script can take what was typed along.
    private static func languageSwitch(_ visitor: Visitor) -> HTML {
        let other: LabelLanguage = visitor.say.language == .indonesian ? .english : .indonesian
        let name: HTML = other == .english ? "English" : "Bahasa Indonesia"
        let returning = visitor.path.text
        let hidden: HTML = visitor.isAnswer ? " hidden" : ""
        return """
            <form class="switch" method="post" action="\(PagePath.language)"\(hidden)>
            <input type="hidden" name="kembali" value="\(returning)">
            <button name="bahasa" value="\(other.rawValue)" lang="\(other.rawValue)">\
            \(name)</button>
            </form>
            """
    }

    private var noticeBox: HTML {
        guard let notice else { return "" }
        switch notice.kind {
        case .done:
            return "<p class=\"notice done\" role=\"status\">\(notice.text)</p>"
        case .failed:
            return "<p class=\"notice failed\" role=\"alert\">\(notice.text)</p>"
        }
    }

    private func footer(_ visitor: Visitor) -> HTML {
        let say = visitor.say
        guard staffEntries == nil else {
            return """
                <footer class="bottom"><p>\(say(
                    "Yang dilakukan di sini dicatat atas nama pelakunya.",
                    "What is done here is noted with the name of who did it."))</p></footer>
                """
        }
        return """
            <footer class="bottom">
            <p>\(say(
                "Delapan platform, satu katalog. Saldo hanya terpakai bila pendaftaran berhasil.",
                "Eight platforms, one catalogue. Your balance is only used once you are enrolled."))
            </p>
            </footer>
            """
    }

    private static let mark: HTML = """
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">\
        <rect width="32" height="32" rx="9"/>\
        <path d="M10 23V9h7.5a4.75 4.75 0 0 1 0 9.5H10" fill="none" stroke-width="3.2"\
         stroke-linecap="round" stroke-linejoin="round"/></svg>
        """
}
