import Catalog

/// One course of `catalog-seed/courses/{platform}.json`.
struct SeedCourse: Decodable, Sendable {
    struct Schedule: Decodable, Sendable {
        let code: String
        /// Days from the simulator's start; negative ones lie in the past.
        let startDay: Int
        /// In Jakarta, `09:00`.
        let startTime: String
        let durationMinutes: Int
        let seats: Int?
        let regency: String?

        enum CodingKeys: String, CodingKey {
            case code, seats, regency
            case startDay = "start_day"
            case startTime = "start_time"
            case durationMinutes = "duration_minutes"
        }
    }

    let id: String
    let title: String
    let description: String
    let provider: String
    let category: String
    var price: Int?
    let currency: String
    let delivery: String
    let level: String?
    let language: String
    let durationMinutes: Int?
    let skills: [String]
    let practical: Bool
    let url: String
    let imageURL: String
    let updatedAt: Instant
    let schedules: [Schedule]

    enum CodingKeys: String, CodingKey {
        case id, title, description, provider, category, price, currency, delivery, level
        case language, skills, practical, url, schedules
        case durationMinutes = "duration_minutes"
        case imageURL = "image_url"
        case updatedAt = "updated_at"
    }
}
