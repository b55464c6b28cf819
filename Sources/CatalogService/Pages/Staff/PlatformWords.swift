import Catalog
import PlatformAdapters

/// How states of platforms, syncs and callbacks are called.
struct PlatformWords: Sendable {
    let say: Wording

    func state(_ state: PlatformHealth.State) -> HTML {
        switch state {
        case .up: .badge(say("Baik", "Up"), .good)
        case .degraded: .badge(say("Tersendat", "Degraded"), .bad)
        case .down: .badge(say("Mati", "Down"), .bad)
        case .credentialsRefused:
            .badge(say("Kredensial ditolak", "Credentials refused"), .bad)
        case .unknown: .badge(say("Belum ditanya", "Not asked lately"))
        case .disabled: .badge(say("Dimatikan", "Switched off"))
        }
    }

    func state(_ state: SyncReport.State) -> HTML {
        switch state {
        case .running: .badge(say("Berjalan", "Running"))
        case .applied: .badge(say("Diterapkan", "Applied"), .good)
        case .held: .badge(say("Ditahan", "Held"), .bad)
        case .failed: .badge(say("Gagal", "Failed"), .bad)
        }
    }

    func circuit(_ state: String) -> HTML {
        switch CircuitBreaker.Condition(rawValue: state) {
        case .closed: say("tertutup (lancar)", "closed (calls pass)")
        case .open: say("terbuka (tidak dipanggil)", "open (it is not called)")
        case .halfOpen: say("dicoba", "being tried")
        case nil: "\(state)"
        }
    }

    func credentials(_ state: String) -> HTML {
        switch PlatformVitals.Report.Credentials(rawValue: state) {
        case .accepted: say("diterima", "accepted")
        case .refused: say("ditolak", "refused")
        case .unknown: say("belum diketahui", "not known yet")
        case nil: "\(state)"
        }
    }

    func kind(_ kind: SyncNote.Kind) -> HTML {
        switch kind {
        case .rejected: say("Ditolak", "Rejected")
        case .held: say("Ditahan", "Held")
        case .unknownWord: say("Kata asing", "Unknown word")
        }
    }

    func verdict(_ verdict: CompletionFinding.Verdict) -> HTML {
        switch verdict {
        case .applied: say("Diterapkan", "Applied")
        case .repeated: say("Sudah diketahui", "Known already")
        case .unknownOrder: say("Pesanan tak dikenal", "Unknown order")
        case .contradiction: say("Bertentangan", "Contradiction")
        case .ignored: say("Diabaikan", "Ignored")
        }
    }

    /// Why an event was judged as it was.
    func reason(_ finding: CompletionFinding) -> HTML {
        switch finding {
        case .applied: say("Mengubah sesuatu.", "It changed something.")
        case .nothingNew: say("Tidak ada yang baru.", "It says what we knew, or less.")
        case .alreadyCompleted:
            say("Kelulusan pertama berlaku.", "The first completion stands.")
        case .alreadyEnded: say("Pesanan sudah berakhir.", "The order had ended before.")
        case .lateActivity:
            say(
                "Kegiatan sebelum pesanan berakhir, terlambat dikabarkan.",
                "Activity from before the order ended, told late.")
        case .notAnOutcome: say("Tidak menentukan apa pun.", "A word that decides nothing.")
        case .unknownOrder:
            say(
                "Tidak ada pesanan yang cocok; dilihat lagi saat pendaftaran diketahui.",
                "No order answers to it; looked at again when an enrolment becomes known.")
        case .orderNotPlaced:
            say(
                "Pesanan belum disampaikan ke platform.",
                "The order has not been given to the platform.")
        case .orderEnded:
            say(
                "Pesanan dibatalkan, dikembalikan, atau gagal.",
                "The order was cancelled, refunded or failed.")
        case .completedStands:
            say("Kelas yang selesai tidak dibatalkan.", "A completed course is not cancelled.")
        case .inTheFuture: say("Bertanggal di masa depan.", "Dated ahead of its arrival.")
        case .beforeTheOrder:
            say("Bertanggal sebelum pesanan.", "Dated before the order was placed.")
        case .beforeTheSchedule:
            say("Bertanggal sebelum jadwal dimulai.", "Dated before the schedule began.")
        case .otherEnrolment:
            say("Pesanan dikenal dengan pendaftaran lain.", "Known under another enrolment.")
        case .otherCertificate:
            say("Nomor sertifikat tidak cocok.", "The certificate's number does not fit.")
        case .certificateUnusable:
            say(
                "Kelulusan dihitung; sertifikatnya tidak dapat dipakai.",
                "The completion counts, its certificate cannot be used.")
        case .otherContent:
            say("Nomor yang sama pernah datang dengan isi lain.", "Its id came with other content.")
        case .unreadable:
            say("Asli, tetapi tidak dapat dibaca.", "Authentic, but it cannot be read.")
        }
    }
}
