import Catalog

/// A course as its platform sent it beside ours, and what a curator may do with it.
struct CuratedCoursePage: Sendable {
    let who: StaffVisitor
    let content: CuratedCourseContent
    let platform: String
    /// What was typed into the form that was refused, and why.
    var failed: Failed?
    /// What was done just now, in the word of the address.
    var done: String?

    /// A form that was refused.
    struct Failed: Sendable {
        let refusal: Refusal
        /// The form's name: `keputusan`, a field, or `usulan-` and the kind of a proposal.
        let form: String
        let reason: String
        /// Of a field, or the action that was chosen.
        let value: String

        /// The error at the field that it is about; none where it is about the whole.
        func errors(_ words: CurationWords) -> FormErrors {
            var errors = FormErrors()
            switch refusal.code {
            case "reason_length": errors.add("alasan-\(form)", words.refusal(refusal))
            case "override_invalid",
                "already_so" where form != CuratedCoursePage.decisionForm:
                errors.add("nilai-\(form)", words.refusal(refusal))
            default: break
            }
            return errors
        }
    }

    /// The name of the form that changes the state.
    static let decisionForm = "keputusan"

    private var say: Wording { who.say }
    private var words: CurationWords { CurationWords(say: say, names: content.names) }
    private var course: CuratedCourse { content.course }
    private var errors: FormErrors { failed?.errors(words) ?? FormErrors() }
    private var mayDecide: Bool { CurationRoutes.writers.contains(who.staff.role) }

    var frame: StaffFrame {
        let title = course.ours[.title] ?? course.slug
        let look = course.look.map { look -> HTML in
            say(
                " · dilihat \(words.name(look.author)), \(say.moment(look.at))",
                " · looked at by \(words.name(look.author)), \(say.moment(look.at))")
        }
        let isWhole = errors.isEmpty
        return StaffFrame(
            title: title, section: .curation,
            notice: failed.flatMap {
                isWhole ? .init(kind: .failed, text: words.refusal($0.refusal)) : nil
            }
                ?? done.flatMap(words.done).map { .init(kind: .done, text: $0) },
            content: """
                <p class="trail"><a href="\(PagePath.curation)">\(say("Antrean", "Queue"))</a></p>
                <h1>\(title)</h1>
                \(errors.summary(say))
                <p>\(words.badge(course.state)) <span class="muted">\(platform) · \
                \(say("berubah", "changed")) \(say.moment(course.changedAt))\(look)</span></p>
                <p><a href="\(PagePath.curated(course.id, "riwayat"))">\
                \(say("Riwayat setiap bidang", "History of each field"))</a>\(outside)</p>
                \(flags)
                \(content.proposals.map(proposal))
                \(mayDecide ? decision : "")
                \(table)
                \(decided)
                """)
    }

    private var table: HTML {
        CourseFieldTable(
            course: course, categories: content.categories, words: words,
            permission: mayDecide ? permission : nil, failed: failed, errors: errors
        ).markup
    }

    /// The way to what participants see.
    private var outside: HTML {
        guard course.state == .published else { return "" }
        return """
             · <a href="\(PagePath.course(course.slug))">\
            \(say("Halaman untuk peserta", "Participants' page"))</a>
            """
    }

    /// The hidden fields of every form: whose it is, and what was seen.
    private var permission: HTML {
        """
        \(who.permission)<input type="hidden" name="versi" \
        value="\(CuratedCourseOutput.tag(of: course))">
        """
    }

    private func reason(_ form: String, _ text: String = "") -> HTML {
        CourseFieldTable.reason(form, say, text: text, errors: errors)
    }

    private var flags: HTML {
        guard !content.flags.isEmpty else { return "" }
        let items = content.flags.map { flag -> HTML in
            """
            <li><a href="\(PagePath.flag(flag.id))">\(say.label(flag.rule.label))</a>: \
            \(say.label(flag.rule.meaning))</li>
            """
        }
        return """
            <section class="panel shelf"><h2>\(words.kind(.flagged))</h2>\
            <ul class="why">\(items)</ul></section>
            """
    }

    private var decision: HTML {
        let failed = failed?.form == Self.decisionForm ? failed : nil
        let actions = CourseStateRules.actions(in: course.state).compactMap { action -> HTML? in
            BulkCommand.Action(rawValue: action.rawValue).map { name in
                let mark: HTML = action.rawValue == failed?.value ? " selected" : ""
                return "<option value=\"\(action.rawValue)\"\(mark)>\(words.action(name))</option>"
            }
        }
        return """
            <section class="panel shelf wide-enough"><h2>\(say("Putuskan", "Decide"))</h2>
            <form method="post" action="\(PagePath.curated(course.id, "keputusan"))" \
            novalidate>\(permission)
            <div class="field"><label for="aksi">\(say("Tindakan", "Action"))</label>
            <select id="aksi" name="aksi">\(actions)</select></div>
            \(reason(Self.decisionForm, failed?.reason ?? ""))
            <button class="primary">\(say("Putuskan", "Decide"))</button></form>
            <form method="post" action="\(PagePath.curated(course.id, "lihat"))">\(permission)
            <button>\(words.action(.look))</button></form></section>
            """
    }

    private func proposal(
        _ entry: (proposal: CurationProposal, changes: [String])
    ) -> HTML {
        let proposal = entry.proposal
        let what: HTML =
            proposal.price.map { price in
                say(
                    "Usulan harga: \(say.price(course.price)) menjadi \(say.price(price))",
                    "Proposed price: \(say.price(course.price)) becomes \(say.price(price))")
            } ?? say("Usulan terbit", "Proposed to be published")
        let stale: HTML =
            entry.changes.isEmpty
            ? ""
            : """
            <p class="state bad">\(say("Berubah sejak diusulkan", "Changed since")): \
            \(entry.changes.map(words.field).joined(separator: ", "))</p>
            """
        return """
            <section class="panel shelf"><h2>\(what)</h2>
            <p>\(proposal.reason)</p>
            <p class="muted small">\(words.name(proposal.author)) · \
            \(say.moment(proposal.proposedAt)) · \(say("berlaku sampai", "until")) \
            \(say.moment(proposal.expiresAt))</p>\(stale)
            \(mayDecide ? answers(to: proposal, isStale: !entry.changes.isEmpty) : "")</section>
            """
    }

    private func answers(to proposal: CurationProposal, isStale: Bool) -> HTML {
        let isOwn = proposal.author == who.staff.id.value
        let confirm: HTML =
            isOwn || isStale
            ? ""
            : """
            <form method="post" action="\(PagePath.curated(course.id, "setujui"))">\(permission)
            <input type="hidden" name="usulan" value="\(proposal.id.value)">
            <button class="primary">\(say("Setujui", "Confirm"))</button></form>
            """
        let refuse =
            isOwn
            ? say("Tarik usulanku", "Take my proposal back") : say("Tolak usulan", "Refuse it")
        let name = "usulan-\(proposal.kind.rawValue)"
        let failed = failed?.form == name ? failed : nil
        let open: HTML = failed == nil ? "" : " open"
        return """
            \(confirm)<details\(open)><summary>\(refuse)</summary>
            <form method="post" action="\(PagePath.curated(course.id, "tolak"))" \
            novalidate>\(permission)
            <input type="hidden" name="usulan" value="\(proposal.id.value)">
            <input type="hidden" name="jenis" value="\(proposal.kind.rawValue)">
            \(reason(name, failed?.reason ?? ""))<button>\(refuse)</button></form></details>
            """
    }

    private var decided: HTML {
        guard !content.decisions.isEmpty else { return "" }
        let items = content.decisions.map { decision -> HTML in
            let second = decision.confirmedBy.map { staff -> HTML in
                say(", disetujui \(words.name(staff))", ", confirmed by \(words.name(staff))")
            }
            return """
                <li><strong>\(words.state(decision.from)) → \(words.state(decision.to))</strong> \
                <span>\(decision.reason)</span> <span class="muted small">\
                \(words.name(decision.author))\(second) · \
                \(say.moment(decision.decidedAt))</span></li>
                """
        }
        return """
            <section class="shelf"><h2>\(say("Keputusan", "Decisions"))</h2>
            <ol class="timeline">\(items)</ol></section>
            """
    }
}
