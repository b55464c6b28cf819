import Catalog

/// The training card: what is on it, until when, and every movement.
struct CardPage {
    let say: Wording
    let card: Card
    let scheme: Scheme?
    let entries: [CardEntry]
    let next: String?
    let now: Instant

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Kartu", "Card"), current: .card,
            content: """
                <h1>\(say("Kartu pelatihanmu", "Your training card"))</h1>
                <section class="plastic" aria-label="\(say("Kartu", "Card"))">
                <p class="small">\(scheme?.name ?? card.schemeID)</p>
                <p class="amount">\(say.money(card.balance))</p>
                <p class="card-number">\(grouped)</p>
                </section>
                \(days)
                \(statement)
                """)
    }

    /// Four digits at a time.
    private var grouped: String {
        var groups: [String] = []
        var rest = Substring(card.number.text)
        while !rest.isEmpty {
            groups.append(String(rest.prefix(4)))
            rest = rest.dropFirst(4)
        }
        return groups.joined(separator: " ")
    }

    private var days: HTML {
        switch card.state {
        case .revoked:
            return """
                <p class="notice failed">\(say(
                    "Kartu ini dicabut; saldonya kembali ke negara.",
                    "This card was revoked; its balance went back to the state."))</p>
                """
        case .expired:
            return """
                <p class="notice failed">\(say(
                    "Masa pakai kartu ini sudah berakhir.", "This card has expired."))</p>
                """
        case .active: break
        }
        let passed = now >= card.buyBefore
        return """
            <dl class="bill panel">
            <div><dt>\(say("Beli pelatihan pertama sebelum", "Buy the first course before"))</dt>\
            <dd>\(say.moment(card.buyBefore)) \(passed ? say("(lewat)", "(passed)") : "")</dd></div>
            <div><dt>\(say("Saldo berlaku sampai", "The balance lasts until"))</dt>\
            <dd>\(say.moment(card.expiresAt))</dd></div>
            </dl>
            """
    }

    private var statement: HTML {
        guard !entries.isEmpty else {
            return """
                <div class="empty"><h2>\(say("Belum ada mutasi", "No movements yet"))</h2></div>
                """
        }
        let rows = entries.map { entry -> HTML in
            """
            <tr><td>\(say.date(entry.at))</td><th scope="row">\(reason(entry))</th>\
            <td class="money">\(say.money(entry.amount))</td></tr>
            """
        }
        let more = next.map { cursor -> HTML in
            let path = PagePath.card.with([("cursor", cursor)])
            return "<p><a class=\"button\" rel=\"next\" href=\"\(path)\">"
                + say("Mutasi sebelumnya", "Earlier movements") + "</a></p>"
        }
        return """
            <section aria-labelledby="mutasi"><h2 id="mutasi">\(say("Mutasi", "Movements"))</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="mutasi">\
            <table class="stack entries">
            <thead><tr><th scope="col">\(say("Tanggal", "Date"))</th>\
            <th scope="col">\(say("Keterangan", "What for"))</th>\
            <th scope="col" class="money">\(say("Jumlah", "Amount"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>\(more)</section>
            """
    }

    private func reason(_ entry: CardEntry) -> HTML {
        let words: HTML =
            switch Transfer.Reason(rawValue: entry.reason) {
            case .cardFunded: say("Saldo dari negara", "Balance from the state")
            case .balanceReturned: say("Sisa saldo kembali ke negara", "Returned to the state")
            case .courseBought: say("Pembelian kelas", "Course bought")
            case .courseCharged: say("Pembayaran kelas", "Course charged")
            case .courseReleased: say("Saldo dilepas kembali", "Released again")
            case .courseRefunded: say("Pengembalian", "Refund")
            case .courseCompleted: say("Kelas selesai", "Course completed")
            case nil: "\(entry.reason)"
            }
        guard let title = entry.courseTitle, let order = entry.orderID else { return words }
        return "\(words): <a href=\"\(PagePath.order(order))\">\(title)</a>"
    }
}
