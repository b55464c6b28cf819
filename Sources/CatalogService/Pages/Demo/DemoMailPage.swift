import Catalog
import PlatformAdapters

/// The mail that the demo sent, newest first: it reaches nobody.
struct DemoMailPage {
    let say: Wording
    let items: [MailShelf.Item]

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Surat keluar", "Sent mail"),
            content: """
                <h1>\(say("Surat keluar", "Sent mail"))</h1>
                <p class="lead">\(say(
                    "Hanya di demo: surat yang akan diterima peserta.",
                    "In the demo only: the mail that participants would get."))</p>
                \(items.isEmpty ? empty : list)
                """)
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Belum ada surat", "No mail yet"))</h2>
        <p><a class="button" href="\(PagePath.forgottenPassword)">\
        \(say("Minta kata sandi baru", "Ask for a new password"))</a></p></div>
        """
    }

    private var list: HTML {
        let letters = items.map { item -> HTML in
            let message = item.message
            return """
                <article class="panel letter"><h2>\(message.subject)</h2>
                <p class="muted small">\(say("Kepada", "To")) \(message.to.text) · \
                \(say.moment(message.date))</p>
                <p class="words">\(message.body)</p>
                <p><a class="button" href="\(item.link)">\(say("Buka tautan", "Open the link"))</a>\
                </p></article>
                """
        }
        return "<div class=\"letters\">\(letters)</div>"
    }
}
