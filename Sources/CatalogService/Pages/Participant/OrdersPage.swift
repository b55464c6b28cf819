import Catalog

/// A participant's orders, newest first.
struct OrdersPage {
    let say: Wording
    let orders: [OrderView]
    let next: String?

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Pesanan", "Orders"), current: .orders,
            content: """
                <h1>\(say("Pesananmu", "Your orders"))</h1>
                \(orders.isEmpty ? empty : list)
                """)
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Belum ada pesanan", "No orders yet"))</h2>
        <p>\(say(
            "Kelas yang kamu beli akan tampil di sini, dengan kabar dari platformnya.",
            "The courses you buy will be here, with word from their platforms."))</p>
        <p><a class="button primary" href="\(PagePath.courses)">\
        \(say("Cari kelas", "Find a course"))</a></p></div>
        """
    }

    private var list: HTML {
        let words = OrderWords(say: say)
        let items = orders.map { view -> HTML in
            """
            <li class="row"><div><h2><a href="\(PagePath.order(view.order.id))">\
            \(view.course.title)</a></h2>
            <p class="muted small">\(say.date(view.order.createdAt)) · \
            \(say.money(view.order.price))</p></div>
            <p>\(words.badge(view.order.state))</p></li>
            """
        }
        let more = next.map { cursor -> HTML in
            let path = PagePath.orders.with([("cursor", cursor)])
            return """
                <nav class="pager" aria-label="\(say("Halaman", "Pages"))"><a class="button" \
                rel="next" href="\(path)">\(say("Pesanan sebelumnya", "Earlier orders"))</a></nav>
                """
        }
        return "<ul class=\"rows\">\(items)</ul>\(more)"
    }
}
