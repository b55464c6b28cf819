/// Every course that we have of a platform, found by external id.
///
/// A platform may have some hundred thousand: they stand in one array, in the order of their ids,
/// which takes a third of a dictionary's memory.
public struct KnownCourses: Sendable {
    /// In the order of their external ids.
    let all: [KnownCourse]

    /// - Parameter courses: of each external id one.
    public init(_ courses: consuming [KnownCourse]) {
        courses.sort { $0.externalID < $1.externalID }
        all = courses
    }

    public subscript(externalID: String) -> KnownCourse? {
        var range = 0..<all.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let course = all[middle]
            if course.externalID == externalID { return course }
            range =
                course.externalID < externalID
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}
