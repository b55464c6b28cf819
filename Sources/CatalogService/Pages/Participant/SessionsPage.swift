import Catalog

/// Where somebody is signed in and since when.
struct SessionsPage {
    let visitor: Visitor
    let sessions: [ListedSession]
    /// Id of the one that looks.
    let current: String?
    var isEnded = false

    private var say: Wording { visitor.say }

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Sesi masuk", "Sessions"),
            notice: isEnded
                ? .init(kind: .done, text: say.plain("Sesi diakhiri.", "Ended.")) : nil,
            content: """
                <h1>\(say("Di mana kamu masuk", "Where you are signed in"))</h1>
                <p class="lead">\(say(
                    "Ada yang tidak kamu kenal? Akhiri, lalu ganti kata sandimu.",
                    "Something you do not know? End it, then change your password."))</p>
                <ul class="rows">\(sessions.map(item))</ul>
                \(others)
                """)
    }

    private func item(_ session: ListedSession) -> HTML {
        let isCurrent = session.id == current
        let place = session.origin.address ?? say.plain("tidak diketahui", "not known")
        let way: HTML =
            isCurrent
            ? "<p class=\"state good\">\(say("Sesi ini", "This one"))</p>"
            : form(session)
        return """
            <li class="row"><div><h2>\(AgentWords.name(session.origin.agent, say))</h2>
            <p class="muted small">\(say("Sejak", "Since")) \(say.moment(session.createdAt)) · \
            \(say("dari", "from")) \(place)</p></div>\(way)</li>
            """
    }

    private func form(_ session: ListedSession) -> HTML {
        """
        <form method="post" action="\(PagePath.sessions)">\(PageForm.permission(for: visitor))\
        <button name="sesi" value="\(session.id)">\(say("Akhiri", "End"))\
        <span class="hidden"> \(AgentWords.name(session.origin.agent, say)), \
        \(say.moment(session.createdAt))</span></button></form>
        """
    }

    private var others: HTML {
        guard sessions.contains(where: { $0.id != current }) else { return "" }
        return """
            <form class="after" method="post" action="\(PagePath.sessions)">\
            \(PageForm.permission(for: visitor))\
            <button>\(say("Akhiri semua yang lain", "End all others"))</button></form>
            """
    }
}

/// What a browser calls itself, in words: the family and the system, as far as they are told.
enum AgentWords {
    /// The more particular ones first: they name the others, too.
    private static let families = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ]
    private static let systems = [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]

    static func name(_ agent: String?, _ say: Wording) -> String {
        guard let agent, !agent.isEmpty else {
            return say.plain("Aplikasi", "A program")
        }
        let family = families.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        switch (family, system) {
        case (let family?, let system?):
            return say.plain("\(family) di \(system)", "\(family) on \(system)")
        case (let name?, nil), (nil, let name?): return name
        case (nil, nil): return String(agent.prefix(40))
        }
    }
}
