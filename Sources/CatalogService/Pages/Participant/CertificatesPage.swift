import Catalog

/// A participant's certificates.
struct CertificatesPage {
    let say: Wording
    let entries: [CertificateStore.Entry]
    let next: String?

    var frame: PageFrame {
        PageFrame(
            title: say.plain("Sertifikat", "Certificates"), current: .certificates,
            content: """
                <h1>\(say("Sertifikatmu", "Your certificates"))</h1>
                \(entries.isEmpty ? empty : list)
                """)
    }

    private var empty: HTML {
        """
        <div class="empty"><h2>\(say("Belum ada sertifikat", "No certificates yet"))</h2>
        <p>\(say(
            "Sertifikat datang dari platform setelah kelas selesai.",
            "A certificate comes from the platform after a course is completed."))</p></div>
        """
    }

    private var list: HTML {
        let items = entries.map { entry -> HTML in
            let certificate = entry.certificate
            return """
                <li class="row"><div><h2><a href="\(PagePath.certificate(certificate.id))">\
                \(entry.courseTitle)</a></h2>
                <p class="muted small">\(certificate.number) · \
                \(say.date(certificate.issuedAt))</p></div>
                <p>\(CertificatePage.standing(entry.standing, say))</p></li>
                """
        }
        let more = next.map { cursor -> HTML in
            let path = PagePath.certificates.with([("cursor", cursor)])
            return "<p><a class=\"button\" rel=\"next\" href=\"\(path)\">"
                + say("Sebelumnya", "Earlier") + "</a></p>"
        }
        return "<ul class=\"rows\">\(items)</ul>\(more)"
    }
}

/// The public check of one certificate: what an employer needs to know, and no more.
struct CertificatePage {
    let say: Wording
    let entry: CertificateStore.Entry
    let platform: String

    var frame: PageFrame {
        let certificate = entry.certificate
        let provider: HTML = entry.provider.map { "\($0) · " as HTML } ?? ""
        return PageFrame(
            title: say.plain("Cek sertifikat", "Certificate check"),
            content: """
                <article class="certificate panel">
                <p>\(Self.standing(entry.standing, say))</p>
                <h1>\(entry.courseTitle)</h1>
                <p class="by">\(provider)\(platform)</p>
                <dl class="bill">
                <div><dt>\(say("Pemegang", "Holder"))</dt><dd>\(certificate.holder)</dd></div>
                <div><dt>\(say("Nomor", "Number"))</dt><dd>\(certificate.number)</dd></div>
                <div><dt>\(say("Diterbitkan", "Issued"))</dt>\
                <dd>\(say.date(certificate.issuedAt))</dd></div>
                <div><dt>\(say("Dicatat", "Recorded"))</dt>\
                <dd>\(say.moment(certificate.recordedAt))</dd></div>
                <div><dt>SHA-256</dt><dd class="small">\(certificate.digest)</dd></div>
                </dl>
                </article>
                """)
    }

    static func standing(_ standing: Certificate.Standing, _ say: Wording) -> HTML {
        switch standing {
        case .valid: .badge(say("Sah", "Valid"), .good)
        case .awaitsCompletion:
            .badge(say("Menunggu bukti kelulusan", "Awaits proof of completion"))
        case .withdrawn: .badge(say("Ditarik", "Withdrawn"), .bad)
        case .altered:
            .badge(say("Tidak sesuai catatan", "Does not fit our record"), .bad)
        }
    }
}
