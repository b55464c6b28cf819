import Catalog

/// Somebody of the staff who looks at one of their pages, looked up.
struct StaffVisitor: Sendable {
    let visitor: Visitor
    let staff: Staff

    var say: Wording { visitor.say }

    /// The hidden field that every form carries.
    var permission: HTML { PageForm.permission(for: visitor) }
}
