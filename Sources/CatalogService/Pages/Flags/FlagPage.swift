import Catalog

/// One flag: the rule, the facts, and what a curator makes of it.
struct FlagPage {
    /// What was typed into a form that was refused.
    struct Failed: Sendable {
        let refusal: Refusal
        let reason: String
        let price: String
        let url: String
    }

    let who: StaffVisitor
    let flagged: FlaggedCourse
    let publicPrice: PublicPrice?
    let platforms: [String: String]
    /// The name of who dismissed it.
    let author: String
    var failed: Failed?
    var isDone = false

    private var say: Wording { who.say }
    private var words: FlagWords { FlagWords(say: say) }
    private var flag: Flag { flagged.flag }
    private var mayDecide: Bool { CurationRoutes.writers.contains(who.staff.role) }
    private static let priceCodes: Set<String> = ["price_out_of_range", "address_invalid"]

    private var errors: FormErrors {
        var errors = FormErrors()
        guard let refusal = failed?.refusal else { return errors }
        let field =
            switch refusal.code {
            case "price_out_of_range": "harga"
            case "address_invalid": "alamat"
            default: "alasan"
            }
        errors.add(field, CurationWords(say: say).refusal(refusal))
        return errors
    }

    var frame: StaffFrame {
        StaffFrame(
            title: say.label(flag.rule.label), section: .flags,
            notice: isDone
                ? .init(kind: .done, text: say.plain("Tersimpan.", "Saved.")) : nil,
            content: """
                <p class="trail"><a href="\(PagePath.flags)">\
                \(say("Kelas yang ditandai", "Flagged courses"))</a></p>
                <h1>\(say.label(flag.rule.label))</h1>
                <p class="lead"><a href="\(PagePath.curated(flag.courseID))">\
                \(flagged.title)</a></p>
                \(errors.summary(say))
                <p>\(say.label(flag.rule.meaning)) \(words.badge(flag.state))</p>
                <div class="panel wide-enough shelf"><h2>\(say("Fakta", "Facts"))</h2>
                \(FlagEvidence(say: say, platforms: platforms).list(flag.evidence))
                <p class="muted small">\(say("Ditandai", "Flagged")) \
                \(say.moment(flag.raisedAt)), \(say("terakhir berubah", "last changed")) \
                \(say.moment(flag.changedAt))</p></div>
                \(dismissed)
                \(mayDecide ? deed : "")
                \(mayDecide ? price : "")
                """)
    }

    private var dismissed: HTML? {
        guard flag.state == .dismissed, let dismissal = flag.dismissal else { return nil }
        return """
            <div class="panel wide-enough shelf">
            <h2>\(say("Dikesampingkan", "Dismissed"))</h2><p>\(dismissal.reason)</p>
            <p class="muted small">\(author), \(say.moment(dismissal.at)). \(say(
                "Berlaku sampai faktanya berubah.", "Holds until the facts change."))</p></div>
            """
    }

    private var deed: HTML {
        let version = StaffFields.hidden("versi", FlagView.tag(of: flagged))
        switch flag.state {
        case .gone: return ""
        case .dismissed:
            return """
                <form class="shelf" method="post" action="\(PagePath.flag(flag.id))">\
                \(who.permission)\(StaffFields.hidden("aksi", "buka"))
                <button>\(say("Buka kembali", "Open again"))</button></form>
                """
        case .open:
            let limit = "\(CurationReason.lengthMax)"
            return """
                <form class="panel wide-enough shelf" method="post" \
                action="\(PagePath.flag(flag.id))" novalidate>\(who.permission)\(version)
                <h2>\(say("Kesampingkan", "Dismiss"))</h2>
                \(StaffFields(errors).input(
                    "alasan", say("Mengapa ini bukan masalah?", "Why is this no matter?"),
                    value: failed?.reason ?? "",
                    hint: say(
                        "Berlaku sampai faktanya berubah.", "Holds until the facts change."),
                    " required maxlength=\"\(limit)\""))
                <button class="primary">\(say("Kesampingkan", "Dismiss"))</button></form>
                """
        }
    }

    /// Evidence from outside, which a curator brings.
    private var price: HTML {
        let fields = StaffFields(errors)
        let known = publicPrice
        let isWrong = failed.map { Self.priceCodes.contains($0.refusal.code) } ?? false
        let isOpen: HTML = isWrong ? " open" : ""
        let amount = failed?.price ?? known.map { "\($0.price.rupiah)" } ?? ""
        return """
            <details class="shelf wide-enough"\(isOpen)>
            <summary>\(say("Harga untuk umum", "Public price"))</summary>
            <form class="panel" method="post" action="\(PagePath.publicPrice(flag.id))" \
            novalidate>\(who.permission)
            \(fields.input(
                "harga", say("Harga dalam rupiah", "Price in rupiah"), value: amount,
                hint: say("0 untuk gratis", "0 for free"), " inputmode=\"numeric\" required"))
            \(fields.input(
                "alamat", say("Alamat halamannya", "Address of the page"),
                value: failed?.url ?? known?.url ?? "",
                " type=\"url\" maxlength=\"2000\" required"))
            <button>\(say("Catat", "Note"))</button></form></details>
            """
    }
}
