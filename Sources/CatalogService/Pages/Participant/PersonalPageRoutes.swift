import Catalog
import HTTPServer
import SQL

/// A participant's card, certificates and incentive, and the public check of a certificate.
struct PersonalPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        router.on("GET", PagePath.card.text, .noBody, card)
        router.on("GET", PagePath.certificates.text, .noBody, certificates)
        router.on("GET", PagePath.certificates.text + "/{id}", .noBody, certificate)
        router.on("GET", PagePath.incentive.text, .noBody, incentive)
        router.on("POST", PagePath.incentive.text, PageRoutes.form, setAccount)
    }

    @Sendable private func card(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let parameters = try PageParameters<Transfer>(request)
        let context = context
        return try context.personalPage(for: visitor, request) { database, participant in
            guard let card = try CardStore(database).card(of: participant) else {
                throw Refusal.notFound("card")
            }
            let entries = try StatementStore(database).entries(
                of: participant, before: parameters.cursor, limit: parameters.limit + 1)
            return (card, entries)
        } page: { card, rows in
            let (entries, next) = parameters.cut(rows, id: \.id)
            return CardPage(
                say: visitor.say, card: card, scheme: context.state.schemes[card.schemeID],
                entries: entries, next: next, now: context.clock.now()
            ).frame
        }
    }

    @Sendable private func certificates(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let parameters = try PageParameters<Certificate>(request)
        return try context.personalPage(for: visitor, request) { database, participant in
            try CertificateStore(database).page(
                of: participant, before: parameters.cursor, limit: parameters.limit + 1)
        } page: { rows in
            let (entries, next) = parameters.cut(rows) { $0.certificate.id }
            return CertificatesPage(say: visitor.say, entries: entries, next: next).frame
        }
    }

    @Sendable private func certificate(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let id = try request.identifier(Certificate.self, "certificate")
        return context.read(for: request) { database in
            guard let entry = try CertificateStore(database).find(id) else {
                throw Refusal.notFound("certificate")
            }
            return entry
        } answer: { entry in
            let platform = entry.certificate.platformID
            let page = CertificatePage(
                say: visitor.say, entry: entry,
                platform: context.platforms[platform]?.configuration.name ?? platform)
            return PageResponse.page(page.frame, for: visitor, in: context)
        }
    }

    // MARK: - Incentive

    private struct Standing: Sendable {
        let standing: IncentiveStore.Standing
        let account: PayoutAccount?
    }

    private func standing(
        of token: BearerToken, in database: any Database
    ) throws -> Standing {
        let id = try token.participant(in: database, now: context.clock.now())
        let incentives = IncentiveStore(database, schemes: context.state.schemes)
        guard let standing = try incentives.standing(of: id) else {
            throw Refusal.notFound("participant")
        }
        return Standing(
            standing: standing, account: try PayoutAccountStore(database).account(of: id))
    }

    @Sendable private func incentive(_ request: HTTPRequest) throws -> Reply {
        let isSaved = request.query.contains { $0.name == "tersimpan" }
        return try incentive(request) { $0.isSaved = isSaved }
    }

    /// Who looks at what is complete, has it granted.
    private func incentive(
        _ request: HTTPRequest, status: Int = 200,
        with change: @escaping @Sendable (inout IncentivePage) -> Void
    ) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let context = context
        return context.read(for: request) { database in
            let found = try standing(of: token, in: database)
            let isOwed = found.standing.state == .eligible && !found.standing.isGranted
            return isOwed ? nil : found
        } orWrite: { database in
            let now = context.clock.now()
            let participant = try token.participant(in: database, now: now)
            try IncentiveStore(database, schemes: context.state.schemes).evaluate(
                participant, now: now)
            return try standing(of: token, in: database)
        } answer: { found in
            var page = IncentivePage(
                visitor: visitor, standing: found.standing, account: found.account)
            change(&page)
            return PageResponse.page(page.frame, for: visitor, in: context, status: status)
        }
    }

    @Sendable private func setAccount(_ request: HTTPRequest) throws -> Reply {
        let visitor = Visitor(of: request)
        let token = try visitor.signedIn()
        let say = visitor.say
        let form = try PageForm(
            request, visitor: visitor, origin: context.configuration.publicURL)
        let typed = (kind: form["jenis"], number: form["nomor"], holder: form["nik"])
        var errors = FormErrors()
        if !typed.number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            || !PayoutAccount.accountDigits.contains(typed.number.utf8.count)
        {
            errors.add(
                "nomor",
                say.plain(
                    "Nomor rekening terdiri dari 6 sampai 20 angka.",
                    "An account number has 6 to 20 digits."))
        }
        do {
            _ = try NIK(typed.holder, regencies: Set(context.regions.keys))
        } catch {
            errors.add(
                "nik",
                say.plain(
                    "Tulis 16 angka NIK pemilik rekening.",
                    "Enter the 16 digits of the holder's NIK."))
        }
        guard errors.isEmpty, let kind = PayoutAccount.Kind(rawValue: typed.kind) else {
            let found = errors
            return try incentive(request, status: 422) { page in
                page.errors = found
                page.typed = typed
            }
        }
        let context = context
        return context.write(for: request) { database in
            let now = context.clock.now()
            let id = try token.participant(in: database, now: now)
            guard let participant = try ParticipantStore(database).participant(id) else {
                throw Refusal.notFound("participant")
            }
            let account = try PayoutAccount(
                of: participant, kind: kind, accountNumber: typed.number,
                holderNIK: typed.holder, regencies: Set(context.regions.keys), now: now)
            try PayoutAccountStore(database).set(account)
            try IncentiveStore(database, schemes: context.state.schemes).evaluate(id, now: now)
        } answer: { _ in
            PageResponse.redirect(to: .incentive.with([("tersimpan", "ya")]))
        }
    }
}
