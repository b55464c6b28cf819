import Catalog

/// The parts that pages are made of, each as it looks, in the demo only.
struct StyleGuidePage {
    let say: Wording

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Panduan gaya", "Style guide"),
            content: """
                <h1>\(say("Panduan gaya", "Style guide"))</h1>
                <p class="lead">\(say(
                    "Satu skala huruf (1,2), satu warna aksen, jarak kelipatan 4 piksel.",
                    "One scale of type (1.2), one accent, spaces in steps of 4 pixels."))</p>
                \(section("warna", say("Warna", "Colours"), colours))
                \(section("huruf", say("Huruf", "Type"), type))
                \(section("tombol", say("Tombol", "Buttons"), buttons))
                \(section("isian", say("Isian", "Fields"), fields))
                \(section("kabar", say("Kabar", "Notices"), notices))
                \(section("keadaan", say("Keadaan", "States"), states))
                \(section("tabel", say("Tabel dan rincian", "Tables and bills"), tables))
                \(section("kosong", say("Kosong", "Nothing there"), empty))
                """)
    }

    private func section(_ id: String, _ title: HTML, _ content: HTML) -> HTML {
        "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(title)</h2>\(content)</section>\n"
    }

    private var colours: HTML {
        let names = [
            "paper", "raised", "sunken", "line", "ink", "soft", "accent", "accent-soft", "warm",
            "good", "bad", "bad-soft", "star",
        ]
        let items = names.map { name -> HTML in
            """
            <li><svg width="56" height="56" aria-hidden="true"><rect x="1" y="1" width="54" \
            height="54" rx="12" fill="var(--\(name))" stroke="var(--line)"/></svg><br>\
            <small>\(name)</small></li>
            """
        }
        return "<ul class=\"chips\">\(items)</ul>"
    }

    private var type: HTML {
        """
        <div class="panel">
        <p class="amount">\(say("Jumlah Rp1.250.000", "Amount Rp1.250.000"))</p>
        <h3>\(say("Judul kartu", "Title of a card"))</h3>
        <p class="lead">\(say("Pengantar halaman.", "What leads into a page."))</p>
        <p>\(say(
            "Teks biasa, selebar yang nyaman dibaca.", "Plain text, as wide as reads well."))</p>
        <p class="muted small">\(say("Keterangan kecil.", "Small print."))</p>
        </div>
        """
    }

    private var buttons: HTML {
        """
        <p class="chips"><button class="primary" type="button">\(say("Utama", "Primary"))</button>
        <button type="button">\(say("Biasa", "Ordinary"))</button>
        <button class="quiet" type="button">\(say("Tenang", "Quiet"))</button>
        <span class="chip">\(say("Pilihan ×", "Choice ×"))</span>
        <span class="chip plain">\(say("Topik", "Topic"))</span> <span class="badge">3</span></p>
        """
    }

    private var fields: HTML {
        var errors = FormErrors()
        errors.add("contoh-salah", say.plain("Tulis alamat surelmu.", "Enter your address."))
        return """
            <div class="panel wide-enough">
            <div class="field"><label for="contoh">\(say("Isian", "A field"))</label>
            <p class="hint" id="contoh-petunjuk">\(say("Petunjuknya.", "Its hint."))</p>
            <input id="contoh" value="siti@example.id" aria-describedby="contoh-petunjuk"></div>
            <div class="field">
            <label for="contoh-salah">\(say("Yang keliru", "A wrong one"))</label>
            <input id="contoh-salah" value="siti"\(errors.attributes("contoh-salah"))>
            \(errors.message("contoh-salah"))</div>
            <label class="option"><input type="radio" name="contoh-pilihan" checked>\
            <span>\(say("Terpilih", "Chosen"))</span></label>
            <label class="option"><input type="radio" name="contoh-pilihan" disabled>\
            <span>\(say("Tidak tersedia", "Not to be had"))</span></label>
            </div>
            """
    }

    private var notices: HTML {
        """
        <p class="notice done">\(say("Tersimpan.", "Saved."))</p>
        <p class="notice failed">\(say("Kartu ini dicabut.", "This card was revoked."))</p>
        """
    }

    private var states: HTML {
        let words = OrderWords(say: say)
        let badges = Order.State.allCases.map { "<li>\(words.badge($0))</li>" as HTML }
        return "<ul class=\"chips\">\(badges)</ul>"
    }

    private var tables: HTML {
        """
        <div class="panel wide-enough"><dl class="bill">
        <div><dt>\(say("Saldo sekarang", "Balance now"))</dt><dd>Rp1.000.000</dd></div>
        <div><dt>\(say("Harga", "Price"))</dt><dd>Rp250.000</dd></div>
        <div class="total"><dt>\(say("Sisa saldo", "Left"))</dt><dd>Rp750.000</dd></div>
        </dl></div>
        """
    }

    private var empty: HTML {
        """
        <div class="empty"><p><strong>\(say("Belum ada pesanan", "No orders yet"))</strong></p>
        <p>\(say("Kelas yang kamu beli tampil di sini.", "What you buy is shown here."))</p>
        <p><a class="button primary" href="\(PagePath.courses)">\
        \(say("Cari kelas", "Find a course"))</a></p></div>
        """
    }
}
