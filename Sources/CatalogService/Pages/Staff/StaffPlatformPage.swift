import Catalog

/// One platform: its health, its last syncs, and the way to what it told us.
struct StaffPlatformPage {
    let who: StaffVisitor
    let health: PlatformHealth
    let syncs: [SyncReport]
    var next: String?
    /// Callbacks that were not let in; nil for whom that is no concern of.
    let refusals: [CallbackVitals.Refused]?
    var isStarted = false
    var refusal: String?

    private var say: Wording { who.say }
    private var words: PlatformWords { PlatformWords(say: say) }

    var frame: StaffFrame {
        var notice: PageFrame.Notice?
        if isStarted {
            notice = .init(
                kind: .done,
                text: say.plain(
                    "Sinkronisasi dimulai; catatannya tampil di bawah.",
                    "The sync begins; its record stands below."))
        } else if let refusal {
            notice = .init(kind: .failed, text: refusal)
        }
        return StaffFrame(
            title: health.name, section: .platforms, notice: notice,
            content: """
                <p class="trail"><a href="\(PagePath.staffPlatforms)">\
                \(say("Platform", "Platforms"))</a></p>
                <div class="list-head"><h1>\(health.name)</h1>\
                <p>\(words.state(health.state))</p></div>
                \(facts)
                \(startForm)
                \(syncTable)
                \(refusals.map(refusalTable))
                """)
    }

    private var facts: HTML {
        let rate = health.calls.success_rate.map { "\(Int(($0 * 100).rounded(.down))) %" } ?? "–"
        let events: HTML =
            PlatformEventRoutes.readers.contains(who.staff.role)
            ? """
            <div><dt><a href="\(PagePath.staffEvents(health.platform))">\
            \(say("Panggilan balik", "What it told us"))</a></dt>\
            <dd>\(say("meragukan sehari ini", "doubtful in a day")): \
            \(say.count(health.callbacks.doubtful))</dd></div>
            """ : ""
        let failure = health.calls.last_failure.map { failure -> HTML in
            """
            <div><dt>\(say("Kegagalan terakhir", "Last failure"))</dt>\
            <dd class="small">\(say.moment(failure.at)): \(failure.detail)</dd></div>
            """
        }
        return """
            <dl class="bill panel wide-enough">
            <div><dt>\(say("Dialek", "Dialect"))</dt><dd>\(health.dialect)</dd></div>
            <div><dt>\(say("Panggilan 15 menit ini", "Calls in 15 minutes"))</dt>\
            <dd>\(say.count(health.calls.count)), \(rate) \(say("dijawab", "answered"))</dd></div>
            <div><dt>\(say("Pemutus arus", "Circuit breaker"))</dt>\
            <dd>\(words.circuit(health.circuit))</dd></div>
            <div><dt>\(say("Kredensial", "Credentials"))</dt>\
            <dd>\(words.credentials(health.credentials))</dd></div>
            <div><dt>\(say("Panggilan terutang", "Calls owed"))</dt>\
            <dd>\(say.count(health.outbox.calls))</dd></div>
            \(failure)
            \(events)
            </dl>
            """
    }

    private var startForm: HTML {
        guard SyncStartRoutes.writers.contains(who.staff.role) else { return "" }
        return """
            <section class="shelf wide-enough"><h2>\(say("Sinkronkan", "Sync"))</h2>
            <form class="panel" method="post" action="\(PagePath.staffSyncs(health.platform))">\
            \(who.permission)
            <label class="option"><input type="checkbox" name="penuh" value="ya"> \
            \(say("Baca semuanya lagi", "Read everything again"))</label>
            <label class="option"><input type="checkbox" name="terima" value="ya"> \
            \(say(
                "Terapkan juga yang ditahan (lihat dulu catatannya)",
                "Apply what is held as well (look at its notes first)"))</label>
            <button class="primary">\(say("Mulai", "Start"))</button></form></section>
            """
    }

    private var syncTable: HTML {
        guard !syncs.isEmpty else {
            return """
                <div class="empty"><h2>\(say("Belum ada sinkronisasi", "No syncs yet"))</h2></div>
                """
        }
        let rows = syncs.map { sync -> HTML in
            """
            <tr><th scope="row"><a href="\(PagePath.staffSync(health.platform, sync.number))">\
            \(sync.number)</a></th><td>\(say.moment(sync.startedAt))</td>\
            <td>\(words.state(sync.state))</td>\
            \(count(sync.created, "Baru", "New"))\(count(sync.changed, "Berubah", "Changed"))\
            \(count(sync.rejected, "Ditolak", "Rejected"))\
            \(count(sync.held, "Ditahan", "Held"))</tr>
            """
        }
        return """
            <section class="shelf" aria-labelledby="sinkron"><h2 id="sinkron">\
            \(say("Sinkronisasi", "Syncs"))</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="sinkron">\
            <table class="stack">
            <thead><tr><th scope="col">\(say("Nomor", "Number"))</th>\
            <th scope="col">\(say("Mulai", "Began"))</th>\
            <th scope="col">\(say("Keadaan", "State"))</th>\
            <th scope="col" class="money">\(say("Baru", "New"))</th>\
            <th scope="col" class="money">\(say("Berubah", "Changed"))</th>\
            <th scope="col" class="money">\(say("Ditolak", "Rejected"))</th>\
            <th scope="col" class="money">\(say("Ditahan", "Held"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            \(StaffPager.next(.staffPlatform(health.platform), [], next, say))</section>
            """
    }

    private func count(_ number: Int, _ indonesian: String, _ english: String) -> HTML {
        """
        <td class="money" data-label="\(say.plain(indonesian, english))">\(say.count(number))</td>
        """
    }

    private func refusalTable(_ refusals: [CallbackVitals.Refused]) -> HTML {
        guard !refusals.isEmpty else { return "" }
        let rows = refusals.map { refused -> HTML in
            """
            <tr><td>\(say.moment(refused.at))</td><th scope="row">\(refused.reason)</th>\
            <td>\(refused.address)</td><td class="money">\(say.count(refused.bytes))</td></tr>
            """
        }
        return """
            <section class="shelf" aria-labelledby="tolak"><h2 id="tolak">\
            \(say("Panggilan yang tidak diterima", "Callbacks that were not let in"))</h2>
            <p class="muted">\(say(
                "Paling banyak 50, sejak layanan ini dimulai; isinya tidak disimpan.",
                "The last 50 since this instance started; their bodies are not kept."))</p>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="tolak"><table>
            <thead><tr><th scope="col">\(say("Kapan", "When"))</th>\
            <th scope="col">\(say("Mengapa", "Why"))</th>\
            <th scope="col">\(say("Dari", "From"))</th>\
            <th scope="col" class="money">\(say("Bita", "Bytes"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }
}
