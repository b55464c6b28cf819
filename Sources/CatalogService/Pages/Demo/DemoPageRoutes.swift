import Catalog
import HTTPServer

/// What only the demo shows.
struct DemoPageRoutes {
    let context: ServiceContext

    func add(to router: inout Router) {
        guard let shelf = context.mail.shelf else { return }
        router.on("GET", PagePath.demoMail.text, .noBody) { request in
            let visitor = Visitor(of: request)
            let page = DemoMailPage(say: visitor.say, items: shelf.items)
            return .now(PageResponse.page(page.frame, for: visitor, in: context))
        }
        router.on("GET", PagePath.styleGuide.text, .noBody) { request in
            let visitor = Visitor(of: request)
            let page = StyleGuidePage(say: visitor.say)
            return .now(PageResponse.page(page.frame, for: visitor, in: context))
        }
    }
}
