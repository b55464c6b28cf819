import Catalog
import HTTPServer
import SQL

/// The page on which participants report a course.
struct ReportPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        let path = PagePath.courses.text + "/{id}/lapor"
        router.on("GET", path, .noBody, show)
        router.on("POST", path, PageRoutes.form, report)
    }

    private func course(of request: HTTPRequest) throws(Refusal) -> Course {
        let key = request.pathParameters["id"] ?? ""
        guard let course = context.catalogue.current.course(idOrSlug: key) else {
            throw .notFound("course")
        }
        return course
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let course = try course(of: request)
        let isDone = request.value("terkirim") != nil
        let context = context
        return context.read(for: request) { database in
            _ = try token.participant(in: database, now: context.clock.now())
        } answer: { _ in
            PageResponse.page(
                ReportPage(visitor: visitor, course: course, isDone: isDone).frame, for: visitor,
                in: context)
        }
    }

    @Sendable private func report(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let say = visitor.say
        let token = try visitor.signedIn()
        let form = try PageForm(
            request, visitor: visitor, origin: context.configuration.publicURL)
        let course = try course(of: request)
        var page = ReportPage(
            visitor: visitor, course: course, reason: form["alasan"], text: form["cerita"])
        let reason = ReportReason(rawValue: form["alasan"])
        if reason == nil {
            page.errors.add(
                "alasan", say.plain("Pilih salah satu alasan.", "Choose one of the reasons."))
        }
        do {
            _ = try CourseReport.text(page.text)
        } catch {
            page.errors.add(
                "cerita",
                say.plain(
                    "Tulis 10 sampai 2.000 huruf.", "Write 10 to 2,000 characters."))
        }
        guard page.errors.isEmpty, let reason else {
            return .now(PageResponse.page(page.frame, for: visitor, in: context, status: 422))
        }
        let admission = Admission(context.limits.reports)
        let (context, text) = (context, page.text)
        return context.write(for: request) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            try admission.check(participant.value)
            try ReportStore(database).report(
                course.id, by: participant, reason: reason, text: text, now: now)
        } answer: { _ in
            PageResponse.redirect(to: .report(course.slug).with([("terkirim", "ya")]))
        }
    }
}
