import HTTPServer

/// Everything that is served, one room a file.
enum Routes {
    static func all(_ context: ServiceContext) -> Router {
        var router = Router()
        CatalogueRoutes(context: context).add(to: &router)
        SessionRoutes(context: context).add(to: &router)
        ParticipantRoutes(context: context).add(to: &router)
        OrderRoutes(context: context).add(to: &router)
        CertificateRoutes(context: context).add(to: &router)
        IncentiveRoutes(context: context).add(to: &router)
        WebhookRoutes(context: context).add(to: &router)
        TokenRoutes(context: context).add(to: &router)
        StatementRoutes(context: context).add(to: &router)
        StaffRoutes(context: context).add(to: &router)
        PlatformRoutes(context: context).add(to: &router)
        CurationRoutes(context: context).add(to: &router)
        OperationsRoutes(context: context).add(to: &router)
        return router
    }
}
