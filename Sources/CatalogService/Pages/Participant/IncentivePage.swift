import Catalog

/// Whether the incentive is earned: each condition ticked or not, what to do next, the dated
/// instalments, and the account they go to.
struct IncentivePage {
    let visitor: Visitor
    let standing: IncentiveStore.Standing
    let account: PayoutAccount?
    var errors = FormErrors()
    var typed: (kind: String, number: String, holder: String) = ("", "", "")
    var isSaved = false

    private var say: Wording { visitor.say }

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Insentif", "Incentive"), current: .incentive,
            notice: isSaved
                ? .init(kind: .done, text: say.plain("Rekening tersimpan.", "Account saved."))
                : nil,
            content: """
                <h1>\(say("Insentifmu", "Your incentive"))</h1>
                \(errors.summary(say))
                <p class="lead">\(verdict)</p>
                <ul class="conditions">\(standing.conditions.map(condition))</ul>
                \(instalments)
                \(payout)
                """)
    }

    private var verdict: HTML {
        switch standing.state {
        case .eligible: say("Kamu berhak atas insentif.", "You have earned the incentive.")
        case .notYet:
            say(
                "Belum lengkap: yang belum tercentang masih kurang.",
                "Not yet: what is not ticked is still missing.")
        case .ineligible:
            say("Skema ini tidak memberi insentif kepadamu.", "This scheme gives you no incentive.")
        }
    }

    private func condition(_ condition: IncentiveRules.Condition) -> HTML {
        let mark: HTML =
            condition.met
            ? "<span class=\"tick good\" aria-hidden=\"true\">✓</span>"
                + "<span class=\"hidden\">\(say("Terpenuhi", "Met")): </span>"
            : "<span class=\"tick\" aria-hidden=\"true\">○</span>"
                + "<span class=\"hidden\">\(say("Belum", "Missing")): </span>"
        let missing = condition.missing.map { text -> HTML in
            "<br><span class=\"muted small\">\(say(todo(condition.rule), "\(text)"))</span>"
        }
        return "<li>\(mark)<span>\(name(condition.rule))\(missing)</span></li>"
    }

    private func name(_ rule: IncentiveRules.Rule) -> HTML {
        switch rule {
        case .incentiveInScheme: say("Skema memberi insentif", "The scheme pays an incentive")
        case .cardNotRevoked: say("Kartu tidak dicabut", "The card is not revoked")
        case .firstCompletion: say("Pelatihan pertama selesai", "A first course is completed")
        case .minimumDuration: say("Pelatihan cukup lama", "The course is long enough")
        case .certificate: say("Sertifikat terbit", "The certificate is issued")
        case .ratingAndReview: say("Nilai dan ulasan diberikan", "Rated and reviewed")
        case .payoutAccount: say("Rekening terverifikasi", "The account is verified")
        }
    }

    private func todo(_ rule: IncentiveRules.Rule) -> HTML {
        switch rule {
        case .incentiveInScheme: "Skema kartumu tidak membayar insentif."
        case .cardNotRevoked: "Kartumu dicabut."
        case .firstCompletion: "Selesaikan satu pelatihan yang dibayar dengan saldo kartu."
        case .minimumDuration: "Selesaikan pelatihan yang lamanya memenuhi syarat skema."
        case .certificate: "Menunggu sertifikat dari platform."
        case .ratingAndReview: "Beri nilai dan ulasan pada pelatihan yang selesai."
        case .payoutAccount: "Sambungkan rekening atau dompet elektronik atas namamu sendiri."
        }
    }

    private var instalments: HTML {
        guard !standing.instalments.isEmpty else { return "" }
        let rows = standing.instalments.map { instalment -> HTML in
            let kind: HTML =
                instalment.kind == .incentive
                ? say("Insentif \(instalment.number)", "Incentive \(instalment.number)")
                : say("Survei \(instalment.number)", "Survey \(instalment.number)")
            let state: HTML =
                switch instalment.state {
                case .scheduled: say("Terjadwal", "Scheduled")
                case .paid: say("Dibayar", "Paid")
                case .stopped: say("Dihentikan", "Stopped")
                }
            return """
                <tr><th scope="row">\(kind)</th><td>\(say.date(instalment.dueAt))</td>\
                <td>\(state)</td><td class="money">\(say.money(instalment.amount))</td></tr>
                """
        }
        return """
            <section aria-labelledby="angsuran">
            <h2 id="angsuran">\(say("Jadwal pembayaran", "Payments"))</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="angsuran"><table>
            <thead><tr><th scope="col">\(say("Bagian", "Part"))</th>\
            <th scope="col">\(say("Tanggal", "Due"))</th><th scope="col">\(say("Status", "State"))\
            </th><th scope="col" class="money">\(say("Jumlah", "Amount"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    private var payout: HTML {
        let kinds = PayoutAccount.Kind.allCases.map { kind -> HTML in
            let mark: HTML = typed.kind == kind.rawValue ? " selected" : ""
            return "<option value=\"\(kind.rawValue)\"\(mark)>\(Self.name(of: kind))</option>"
        }
        return """
            <section aria-labelledby="rekening"><h2 id="rekening">\
            \(say("Rekening insentif", "Payout account"))</h2>
            \(current)
            <form class="panel" method="post" action="\(PagePath.incentive)" novalidate>
            \(PageForm.permission(for: visitor))
            <div class="field">
            <label for="jenis">\(say("Bank atau dompet", "Bank or wallet"))</label>
            <select id="jenis" name="jenis">\(kinds)</select></div>
            <div class="field"><label for="nomor">\(say("Nomor rekening", "Account number"))</label>
            <input id="nomor" name="nomor" inputmode="numeric" autocomplete="off" maxlength="30" \
            value="\(typed.number)"\(errors.attributes("nomor"))>\(errors.message("nomor"))</div>
            <div class="field"><label for="nik">\(say("NIK pemilik rekening",
                "Identity number (NIK) of the holder"))</label>
            <input id="nik" name="nik" inputmode="numeric" autocomplete="off" maxlength="16" \
            value="\(typed.holder)"\(errors.attributes("nik"))>\(errors.message("nik"))</div>
            <button class="primary">\(say("Simpan rekening", "Save account"))</button>
            </form></section>
            """
    }

    private var current: HTML {
        guard let account else { return "" }
        let state: HTML =
            switch account.state {
            case .verified: .badge(say("terverifikasi", "verified"), .good)
            case .mismatch:
                .badge(say("atas nama orang lain", "in another name"), .bad)
            case .pending:
                .badge(say("menunggu bank", "waiting for the bank"))
            }
        let ending = String(account.accountNumber.suffix(4))
        return "<p>\(Self.name(of: account.kind)) …\(ending) — \(state)</p>"
    }

    private static func name(of kind: PayoutAccount.Kind) -> String {
        switch kind {
        case .bni: "BNI"
        case .ovo: "OVO"
        case .linkaja: "LinkAja"
        case .gopay: "GoPay"
        case .dana: "DANA"
        }
    }
}
