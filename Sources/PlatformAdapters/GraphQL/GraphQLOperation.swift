/// The operations that we send; their text is fixed, all that varies goes into variables.
struct GraphQLOperation {
    let name: String
    let document: String

    private static let connection = """
        edges {
              cursor
              node {
                id title description language durationMinutes skills url imageUrl updatedAt
                delivery level
                provider { name }
                category { name }
                price { amount currencyCode }
                schedules { code startsAt endsAt seats }
              }
            }
            pageInfo { hasNextPage endCursor }
        """

    /// One page of all courses.
    static let courses = GraphQLOperation(
        name: "Courses",
        document: """
            query Courses($first: Int, $after: String) {
              courses(first: $first, after: $after) {
                \(connection)
              }
            }
            """)

    /// One page of the courses that changed, and how many there are in all.
    static let changedCourses = GraphQLOperation(
        name: "ChangedCourses",
        document: """
            query ChangedCourses($first: Int, $after: String, $updatedSince: DateTime) {
              courses(first: $first, after: $after, updatedSince: $updatedSince) {
                \(connection)
              }
              all: courses(first: 1) { totalCount }
            }
            """)

    static let enrolment = GraphQLOperation(
        name: "Enrolment",
        document: """
            query Enrolment($id: ID, $clientReference: String) {
              enrolment(id: $id, clientReference: $clientReference) {
                id state clientReference
              }
            }
            """)

    static let create = GraphQLOperation(
        name: "EnrolmentCreate",
        document: """
            mutation EnrolmentCreate($input: EnrolmentCreateInput!) {
              enrolmentCreate(input: $input) {
                enrolment { id state clientReference }
                errors { field code message }
              }
            }
            """)

    static let cancel = GraphQLOperation(
        name: "EnrolmentCancel",
        document: """
            mutation EnrolmentCancel($input: EnrolmentCancelInput!) {
              enrolmentCancel(input: $input) {
                enrolment { id state clientReference }
                errors { field code message }
              }
            }
            """)
}
