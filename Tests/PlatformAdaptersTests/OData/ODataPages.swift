/// Answers of an OData platform.
enum ODataPages {
    static let first = "/api/learningContents?$orderby=lastModifiedDateTime"

    static func page(
        _ items: [String], next: String? = nil, delta: String? = nil, prefix: String = "odata."
    ) -> String {
        var members = [#""value":[\#(items.joined(separator: ","))]"#]
        if let next { members.append(#""@\#(prefix)nextLink":"\#(next)""#) }
        if let delta { members.append(#""@\#(prefix)deltaLink":"\#(delta)""#) }
        return "{" + members.joined(separator: ",") + "}"
    }

    static func course(_ id: String, _ more: String = "") -> String {
        #"{"id":"\#(id)","title":"Kelas \#(id)""# + (more.isEmpty ? "" : "," + more) + "}"
    }

    /// Microsoft Graph's documentation of "List learningContents", example 1, shortened to its
    /// first element (microsoft-graph-docs-contrib,
    /// api-reference/v1.0/api/learningprovider-list-learningcontents.md).
    static let graphContents = #"""
        {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#learningContents",
            "value": [
                {
                    "id": "99029577-a660-46b6-ba58-3ce4d21d5f50",
                    "externalId": "LP4771",
                    "title": "Manage classes, resources, assessment, and planning",
                    "description": "A module to guide users through the various enhancements.",
                    "contentWebUrl": "https://learn.microsoft.com/learn/modules/manage-classes/",
                    "sourceName": "MSLibrary",
                    "thumbnailWebUrl": "https://syndetics.com/index.aspx?isbn=9783319672175/LC.GIF",
                    "languageTag": "en-us",
                    "numberOfPages": 10,
                    "duration": "PDT1H",
                    "format": "Book",
                    "createdDateTime": "2018-01-01T00:00:00",
                    "lastModifiedDateTime": "2021-04-01T04:26:06.1995367Z",
                    "contributors": ["Lina Wagner", "Lisa Richter"],
                    "additionalTags": ["Create private or public teams"],
                    "skillTags": ["Create teams", "Teams channels", "Teams members"],
                    "isActive": true,
                    "isPremium": false,
                    "isSearchable": false
                }
            ]
        }
        """#

    /// Microsoft Graph's documentation of "List learningCourseActivities"
    /// (learningcourseactivity-list.md), without its notes.
    static let graphActivities = #"""
        {
          "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#learningCourseActivities",
          "value": [
            {
              "@odata.type": "#microsoft.graph.learningAssignment",
              "assignedDateTime": "2021-05-11T22:57:17+00:00",
              "assignmentType": "required",
              "completedDateTime": null,
              "completionPercentage": null,
              "id": "8ba2228a-e020-11ec-9d64-0242ac120003",
              "dueDateTime": {"dateTime": "2022-09-22T16:05:00.0000000", "timeZone": "UTC"},
              "status": "notStarted"
            },
            {
              "@odata.type": "#microsoft.graph.learningSelfInitiatedCourse",
              "completedDateTime": null,
              "completionPercentage": 20,
              "id": "be2f4d76-e020-11ec-9d64-0242ac120002",
              "startedDateTime": "2021-05-21T22:57:17+00:00",
              "status": "inProgress"
            }
          ]
        }
        """#
}
