/// A JSON value of a configuration, before it is known to be the right one.
enum ConfigurationMember: Decodable {
    case text(String)
    case flag(Bool)
    case object([String: ConfigurationMember])
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let object = try? container.decode([String: ConfigurationMember].self) {
            self = .object(object)
        } else {
            self = .other
        }
    }
}
