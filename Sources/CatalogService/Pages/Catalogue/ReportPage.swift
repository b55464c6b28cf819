import Catalog

/// "Report this course", with what was typed kept where something is wrong.
struct ReportPage {
    let visitor: Visitor
    let course: Course
    var reason = ""
    var text = ""
    var errors = FormErrors()
    var isDone = false

    private var say: Wording { visitor.say }

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Laporkan kelas", "Report a course"), current: .courses,
            content: """
                <div class="narrow">
                <p class="trail"><a href="\(PagePath.course(course.slug))">\
                \(course.listing.title)</a></p>
                <h1>\(say("Laporkan kelas ini", "Report this course"))</h1>
                \(isDone ? thanks : form)
                </div>
                """)
    }

    private var thanks: HTML {
        """
        <div class="notice done" role="status">\(say(
            "Terima kasih. Kurator membaca laporanmu.",
            "Thank you. Curators read your report."))</div>
        <p><a class="button" href="\(PagePath.course(course.slug))">\
        \(say("Kembali ke kelas", "Back to the course"))</a></p>
        """
    }

    private var form: HTML {
        let reasons = ReportReason.allCases.enumerated().map { index, reason -> HTML in
            let mark: HTML = reason.rawValue == self.reason ? " checked" : ""
            // The summary of errors leads to the first of them.
            let id: HTML = index == 0 ? " id=\"alasan\"" : ""
            return """
                <label class="option"><input\(id) type="radio" name="alasan" \
                value="\(reason.rawValue)"\(mark)>\(say.label(reason.label))</label>
                """
        }
        let limit = "\(CourseReport.textMax)"
        return """
            \(errors.summary(say))
            <form class="panel" method="post" action="\(PagePath.report(course.slug))" \
            novalidate>\(PageForm.permission(for: visitor))
            <fieldset><legend>\(say("Apa yang tidak beres?", "What is wrong?"))</legend>\(reasons)
            \(errors.message("alasan"))</fieldset>
            <div class="field"><label for="cerita">\(say("Ceritakan", "Tell us"))</label>
            <textarea id="cerita" name="cerita" rows="6" required maxlength="\(limit)"\
            \(errors.attributes("cerita"))>\(text)</textarea>
            \(errors.message("cerita"))
            <p class="hint">\(say(
                "Hanya kurator yang membacanya. Laporan kedua menggantikan yang pertama.",
                "Only curators read it. A second report replaces the first."))</p></div>
            <button class="primary wide">\(say("Kirim laporan", "Send the report"))</button>
            </form>
            """
    }
}
