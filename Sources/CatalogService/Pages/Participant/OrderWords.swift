import Catalog

/// An order's state in words.
struct OrderWords {
    let say: Wording

    func state(_ state: Order.State) -> HTML {
        switch state {
        case .reserved: say("Saldo disisihkan", "Balance set aside")
        case .placed: say("Diajukan ke platform", "Sent to the platform")
        case .confirmed: say("Terdaftar", "Enrolled")
        case .completed: say("Selesai", "Completed")
        case .cancelled: say("Dibatalkan", "Cancelled")
        case .refunded: say("Dikembalikan", "Refunded")
        case .failed: say("Ditolak platform", "Refused by the platform")
        }
    }

    /// The state with a colour; the words alone say it too.
    func badge(_ state: Order.State) -> HTML {
        switch state {
        case .confirmed, .completed: .badge(self.state(state), .good)
        case .failed: .badge(self.state(state), .bad)
        case .reserved, .placed, .cancelled, .refunded:
            .badge(self.state(state))
        }
    }

    /// Who is waited for, and since when.
    func waiting(_ view: OrderView, platform: String) -> HTML? {
        guard let waiting = view.waiting else { return nil }
        let since = say.moment(waiting.since)
        switch waiting.party {
        case .platform:
            return say(
                "Menunggu \(platform) sejak \(since).", "Waiting for \(platform) since \(since).")
        case .participant:
            return view.order.state == .completed
                ? say(
                    "Tinggal menunggu nilai dan ulasanmu, sejak \(since).",
                    "Only your rating and review are waited for, since \(since).")
                : say(
                    "Giliranmu belajar, sejak \(since).",
                    "It is your turn to learn, since \(since).")
        case .programme:
            return say(
                "Sedang kami proses, sejak \(since).", "We are at work on it, since \(since).")
        }
    }
}
