import Catalog
import Cryptography
import HTTPServer
import SQL

/// Buying and what follows, by pages.
struct OrderPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        let course = PagePath.courses.text + "/{id}"
        router.on("GET", course + "/beli", .noBody, confirm)
        router.on("POST", course + "/beli", PageRoutes.form, buy)
        router.on("GET", PagePath.orders.text, .noBody, list)
        router.on("GET", PagePath.orders.text + "/{id}", .noBody, show)
        router.on("POST", PagePath.orders.text + "/{id}/batal", PageRoutes.form, cancel)
        router.on("POST", PagePath.orders.text + "/{id}/nilai", PageRoutes.form, rate)
    }

    private var origin: String { context.configuration.publicURL }

    private func platformName(_ id: String) -> String {
        context.platforms[id]?.configuration.name ?? id
    }

    private func course(of request: HTTPRequest) throws(Refusal) -> Course {
        let key = request.pathParameters["id"] ?? ""
        guard let course = context.catalogue.current.course(idOrSlug: key) else {
            throw .notFound("course")
        }
        return course
    }

    // MARK: - Buying

    private func page(
        _ course: Course, for visitor: Visitor, balance: Money?, key: String
    ) -> PurchasePage {
        let now = context.clock.now()
        let dates = course.schedules.filter { $0.startsAt > now }
            .sorted { ($0.startsAt, $0.code) < ($1.startsAt, $1.code) }
        return PurchasePage(
            visitor: visitor, course: course, platform: platformName(course.listing.platformID),
            regions: context.regions, balance: balance, dates: dates, key: key)
    }

    @Sendable private func confirm(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let course = try course(of: request)
        let clock = context.clock
        return context.read(for: request) { database in
            let participant = try token.participant(in: database, now: clock.now())
            return try CardStore(database).card(of: participant)?.balance
        } answer: { balance in
            let page = page(course, for: visitor, balance: balance, key: Random.token())
            return PageResponse.page(page.frame, for: visitor, in: context)
        }
    }

    private enum Outcome: Sendable {
        case bought(Identifier<Order>)
        case priceChanged(Course)
    }

    private struct Bought: Decodable {
        let id: String
    }

    /// The key comes with the form, so that the same form sent twice buys once. A price that
    /// changed since the page was opened is shown again, never charged.
    @Sendable private func buy(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let form = try PageForm(request, visitor: visitor, origin: origin)
        let course = try course(of: request)
        guard let key = IdempotencyKey(form["kunci"]), let seen = Int64(form["harga"]) else {
            throw Problem(400, "invalid_body", "The form lacks its key or price: open it anew.")
        }
        let date = form["jadwal"].isEmpty ? nil : form["jadwal"]
        let wish = PurchaseCommand.Wish(
            course: .id(course.id), scheduleCode: date, key: key, now: context.clock.now())
        let admission = Admission(context.limits.orders)
        let context = context
        let unknown = UnknownOutcome.purchase(key, noted: context.clock.now())
        let contended = date == nil ? token.text : "~\(course.id.value) \(token.text)"
        return context.write(for: request, inOrderOf: contended, unknown: unknown) {
            database -> Outcome in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            unknown.setOwner(participant)
            try admission.check(participant.value)
            let orders = OrderStore(
                database, schemes: context.state.schemes, selling: context.platforms.selling)
            let current = try CourseStore(database).course(idOrSlug: course.id.value)
            if let current, current.listing.price?.rupiah != seen {
                return .priceChanged(current)
            }
            let answer = try orders.buy(PurchaseCommand(wish, by: participant), now: now)
            let bought = try JSON.decode(Bought.self, from: answer.body)
            return .bought(Identifier(stored: bought.id))
        } settled: { outcome in
            var page = page(course, for: visitor, balance: nil, key: Random.token())
            page.chosenDate = date ?? ""
            switch outcome {
            case .success(.bought(let id)):
                if date != nil { context.state.noteSeatsChanged() }
                return PageResponse.redirect(to: .order(id).with([("baru", "ya")]))
            case .success(.priceChanged(let current)):
                page.course = current
                page.errors.add("harga-baru", priceWords(current, visitor.say))
            case .failure(let refusal as Refusal) where refusal.code == "purchase_refused":
                page.refusals = refusal.reasons
            case .failure(let error): return context.problem(error, for: request)
            }
            return PageResponse.page(page.frame, for: visitor, in: context, status: 409)
        }
    }

    private func priceWords(_ course: Course, _ say: Wording) -> String {
        let price = say.price(course.listing.price)
        return say.plain(
            "Harga kelas ini berubah menjadi \(price). Belum ada yang dibayar: setujui dulu.",
            "The price is now \(price). Nothing has been charged: please agree first.")
    }

    // MARK: - Orders

    @Sendable private func list(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let parameters = try PageParameters<Order>(request)
        return try context.personalPage(for: visitor, request) { database, participant in
            try OrderStore(database).orders(
                of: participant, before: parameters.cursor, limit: parameters.limit + 1)
        } page: { rows in
            let (orders, next) = parameters.cut(rows) { $0.order.id }
            return OrdersPage(say: visitor.say, orders: orders, next: next).frame
        }
    }

    @Sendable private func show(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let isNew = request.query.contains { $0.name == "baru" }
        return try answer(request, visitor) { view in
            OrderPage(
                visitor: visitor, view: view, platform: platformName(view.order.platformID),
                isNew: isNew)
        }
    }

    private func answer(
        _ request: HTTPRequest, _ visitor: Visitor, status: Int = 200,
        page: @escaping @Sendable (OrderView) -> OrderPage
    ) throws -> Reply {
        let id = try request.identifier(Order.self, "order")
        return try context.personalPage(for: visitor, request, status: status) {
            database, participant in
            guard let view = try OrderStore(database).order(id, of: participant) else {
                throw Refusal.notFound("order")
            }
            return view
        } page: {
            page($0).frame
        }
    }

    @Sendable private func cancel(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        _ = try PageForm(request, visitor: visitor, origin: origin)
        let id = try request.identifier(Order.self, "order")
        let context = context
        let unknown = UnknownOutcome.cancellation(of: id, noted: context.clock.now())
        return context.write(for: request, inOrderOf: token.text, unknown: unknown) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            unknown.setOwner(participant)
            let command = CancelCommand(orderID: id, participantID: participant, key: nil)
            return try OrderStore(database, schemes: context.state.schemes).requestCancel(
                command, now: now)
        } answer: { _ in
            context.state.noteSeatsChanged()
            return PageResponse.redirect(to: .order(id))
        }
    }

    @Sendable private func rate(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let say = visitor.say
        let form = try PageForm(request, visitor: visitor, origin: origin)
        let id = try request.identifier(Order.self, "order")
        let review = form["ulasan"]
        var errors = FormErrors()
        let stars = Int(form["bintang"]) ?? 0
        if !(1...5).contains(stars) {
            errors.add("bintang", say.plain("Pilih 1 sampai 5 bintang.", "Choose 1 to 5 stars."))
        }
        if review.isEmpty || review.count > OrderStore.reviewCharactersMax {
            errors.add(
                "ulasan",
                say.plain(
                    "Tulis ulasan, paling panjang 2.000 huruf.",
                    "Write a review of at most 2,000 characters."))
        }
        guard errors.isEmpty else {
            let found = errors
            return try answer(request, visitor, status: 422) { view in
                OrderPage(
                    visitor: visitor, view: view,
                    platform: platformName(view.order.platformID), errors: found, review: review,
                    stars: stars)
            }
        }
        let context = context
        let unknown = UnknownOutcome.rating(
            of: id, stars: stars, review: review, noted: context.clock.now())
        return context.write(for: request, inOrderOf: token.text, unknown: unknown) { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            unknown.setOwner(participant)
            _ = try OrderStore(database).rate(
                id, by: participant, stars: stars, review: review, now: now)
            try IncentiveStore(database, schemes: context.state.schemes).evaluate(
                participant, now: now)
        } answer: { _ in
            context.state.noteSeatsChanged()
            return PageResponse.redirect(to: .order(id))
        }
    }
}
