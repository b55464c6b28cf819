import Catalog

/// One page of the staff: its content within their navigation.
struct StaffFrame: Sendable {
    var title: String
    /// The section that the page belongs to.
    var section: StaffSection?
    /// Above the content: an error or something done.
    var notice: PageFrame.Notice?
    var content: HTML

    /// - Parameter staff: nil before somebody is signed in.
    func frame(for staff: Staff?, _ say: Wording) -> PageFrame {
        PageFrame(
            title: "\(title) · \(say.plain("Staf", "Staff"))", notice: notice,
            staffEntries: staff.map {
                StaffSection.entries(for: $0, current: section?.path, say)
            } ?? "",
            content: content)
    }
}

/// How roles and states are called.
struct StaffWords: Sendable {
    let say: Wording

    func role(_ role: Staff.Role) -> HTML {
        switch role {
        case .curator: say("Kurator", "Curator")
        case .chiefCurator: say("Kepala kurator", "Chief curator")
        case .partner: say("Mitra", "Partner")
        case .operator: say("Operator", "Operator")
        case .auditor: say("Auditor", "Auditor")
        }
    }

    func state(_ state: Staff.State) -> HTML {
        switch state {
        case .active: say("Aktif", "Active")
        case .disabled: say("Nonaktif", "Disabled")
        }
    }

    /// Whether somebody can sign in, in one badge.
    func standing(_ record: StaffRecord) -> HTML {
        if record.staff.state == .disabled {
            return .badge(state(.disabled), .bad)
        }
        guard record.canSignIn else {
            let words: HTML =
                record.invitedUntil == nil
                ? say("Belum dapat masuk", "Cannot sign in yet") : say("Diundang", "Invited")
            return .badge(words)
        }
        return .badge(state(.active), .good)
    }
}
