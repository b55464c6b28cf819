import HTTPServer

/// Everything that is served, one room a file.
enum Routes {
    static func all(_ context: ServiceContext) -> Router {
        var router = interface(context)
        PageRoutes(context: context).add(to: &router)
        CoursePageRoutes(context: context).add(to: &router)
        AccountPageRoutes(context: context).add(to: &router)
        PasswordPageRoutes(context: context).add(to: &router)
        DemoPageRoutes(context: context).add(to: &router)
        MessagePageRoutes(context: context).add(to: &router)
        SessionPageRoutes(context: context).add(to: &router)
        OrderPageRoutes(context: context).add(to: &router)
        PersonalPageRoutes(context: context).add(to: &router)
        StaffAccountPageRoutes(context: context).add(to: &router)
        StaffOwnPageRoutes(context: context).add(to: &router)
        StaffPeoplePageRoutes(context: context).add(to: &router)
        StaffInvitationPageRoutes(context: context).add(to: &router)
        StaffLogPageRoutes(context: context).add(to: &router)
        StartPageRoutes(context: context, desk: LaunchDesk(context)).add(to: &router)
        CurationPageRoutes(context: context).add(to: &router)
        CuratedCourseRoutes(context: context).add(to: &router)
        return router
    }

    /// What is there for programs: everything that the OpenAPI document describes.
    static func interface(_ context: ServiceContext) -> Router {
        var router = Router()
        CatalogueRoutes(context: context).add(to: &router)
        SessionRoutes(context: context).add(to: &router)
        MessageRoutes(context: context).add(to: &router)
        ParticipantRoutes(context: context).add(to: &router)
        ReviewRoutes(context: context).add(to: &router)
        OrderRoutes(context: context).add(to: &router)
        CertificateRoutes(context: context).add(to: &router)
        IncentiveRoutes(context: context).add(to: &router)
        WebhookRoutes(context: context).add(to: &router)
        TokenRoutes(context: context).add(to: &router)
        StatementRoutes(context: context).add(to: &router)
        let launching = LaunchDesk(context)
        StartRoutes(context: context, desk: launching).add(to: &router)
        LaunchRoutes(context: context, desk: launching).add(to: &router)
        ScoreRoutes(context: context, desk: launching).add(to: &router)
        StaffSessionRoutes(context: context).add(to: &router)
        StaffOwnRoutes(context: context).add(to: &router)
        StaffInvitationRoutes(context: context).add(to: &router)
        StaffPeopleRoutes(context: context).add(to: &router)
        StaffLogRoutes(context: context).add(to: &router)
        StaffRoutes(context: context).add(to: &router)
        PlatformRoutes(context: context).add(to: &router)
        FixedPriceRoutes(context: context).add(to: &router)
        QueueRoutes(context: context).add(to: &router)
        CurationRoutes(context: context).add(to: &router)
        ProposalRoutes(context: context).add(to: &router)
        BulkRoutes(context: context).add(to: &router)
        VocabularyRoutes(context: context).add(to: &router)
        CategoryRoutes(context: context).add(to: &router)
        FlagRoutes(context: context).add(to: &router)
        ReportRoutes(context: context).add(to: &router)
        OperationsRoutes(context: context).add(to: &router)
        return router
    }
}
