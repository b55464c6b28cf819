import Catalog

/// What a decision about many courses would do, before it is made.
struct BulkPlanPage: Sendable {
    let who: StaffVisitor
    let command: BulkCommand
    let results: [BulkResult]

    private var say: Wording { who.say }
    private var words: CurationWords { CurationWords(say: say) }

    var frame: StaffFrame {
        let able = results.count { $0.outcome != .refused }
        let courses = command.courses.map(\.value).joined(separator: " ")
        let moment = command.asOf.map { String($0.milliseconds) } ?? ""
        let act: HTML =
            able == 0
            ? """
            <p class="notice failed" role="alert">\(say(
                "Tidak ada yang dapat dilakukan.", "Nothing can be done."))</p>
            """
            : """
            <form class="shelf" method="post" action="\(PagePath.curationBulk)">\(who.permission)
            <input type="hidden" name="aksi" value="\(command.action.rawValue)">
            <input type="hidden" name="alasan" value="\(command.reason.text)">
            <input type="hidden" name="dibaca" value="\(moment)">
            <input type="hidden" name="kelas" value="\(courses)">
            <button class="primary">\(say("Lakukan untuk \(able)", "Do it for \(able)"))</button>
            </form>
            """
        return StaffFrame(
            title: say.plain("Coba dulu", "Try it first"), section: .curation,
            content: """
                <p class="trail"><a href="\(PagePath.curation)">\(say("Antrean", "Queue"))</a></p>
                <h1>\(words.action(command.action))</h1>
                <p class="lead">\(say(
                    "Belum ada yang berubah. Inilah yang akan terjadi.",
                    "Nothing has changed yet. This is what would happen."))</p>
                <p>\(say("Alasan", "Reason")): \(command.reason.text)</p>
                \(table)
                \(act)
                """)
    }

    private var table: HTML {
        let rows = results.map { result -> HTML in
            let outcome: HTML
            switch result.outcome {
            case .done where command.action == .look:
                outcome = say("Keluar dari antrean", "Leaves the queue")
            case .done:
                outcome =
                    "\(result.from.map(words.state) ?? "–") → \(result.to.map(words.state) ?? "–")"
            case .proposed:
                outcome = say("Diusulkan kepada kurator lain", "Proposed to another curator")
            case .refused:
                let why = result.refusal.map(words.refusal) ?? ""
                outcome = "\(HTML.badge(say("Tidak bisa", "Not possible"), .bad)): \(why)"
            }
            return """
                <tr><th scope="row"><a href="\(PagePath.curated(result.courseID))">\
                \(result.title ?? result.courseID.value)</a></th><td>\(outcome)</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">\(say("Pelatihan", "Course"))\
            </th><th scope="col">\(say("Yang terjadi", "What happens"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}

/// A decision about many courses that was made, and its undo.
struct BulkPage: Sendable {
    let who: StaffVisitor
    let bulk: Bulk
    let courses: [BulkCourse]
    let names: [String: String]
    let now: Instant

    private var say: Wording { who.say }
    private var words: CurationWords { CurationWords(say: say, names: names) }

    var frame: StaffFrame {
        let undone = bulk.undoneAt.map { moment -> HTML in
            let by = words.name(bulk.undoneBy ?? "")
            return """
                <p class="notice done" role="status">\(say(
                    "Diurungkan oleh \(by), \(say.moment(moment)).",
                    "Undone by \(by), \(say.moment(moment))."))</p>
                """
        }
        return StaffFrame(
            title: words.action(bulk.action), section: .curation,
            content: """
                <p class="trail"><a href="\(PagePath.curation)">\(say("Antrean", "Queue"))</a></p>
                <h1>\(words.action(bulk.action)): \(say.courses(courses.count))</h1>
                \(undone)
                <p class="muted">\(words.name(bulk.author)) · \(say.moment(bulk.madeAt))</p>
                <p>\(say("Alasan", "Reason")): \(bulk.reason)</p>
                \(table)
                \(undo)
                """)
    }

    private var undo: HTML {
        guard BulkRules.undoRefusal(of: bulk, now: now) == nil,
            CurationRoutes.writers.contains(who.staff.role)
        else { return "" }
        return """
            <form class="shelf" method="post" action="\(PagePath.undoBulk(bulk.id))">\
            \(who.permission)
            <p class="muted small">\(say(
                "Yang sudah diubah lagi sejak itu tetap seperti sekarang.",
                "What has been changed again since stays as it is."))</p>
            <button>\(say("Urungkan", "Undo"))</button></form>
            """
    }

    private var table: HTML {
        let rows = courses.map { course -> HTML in
            let became: HTML =
                course.isProposal
                ? say("Diusulkan", "Proposed")
                : course.from == course.to
                    ? "–" : "\(words.state(course.from)) → \(words.state(course.to))"
            return """
                <tr><th scope="row"><a href="\(PagePath.curated(course.id))">\
                \(course.title)</a></th>
                <td>\(became)</td><td>\(words.badge(course.state))</td></tr>
                """
        }
        return """
            <div class="scroll"><table><thead><tr><th scope="col">\(say("Pelatihan", "Course"))\
            </th><th scope="col">\(say("Menjadi", "Became"))</th>\
            <th scope="col">\(say("Sekarang", "Now"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }
}
