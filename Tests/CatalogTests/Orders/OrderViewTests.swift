import Foundation
import Testing

@testable import Catalog

@Suite("Order view")
struct OrderViewTests {
    private func view(
        title: String, provider: String?, at milliseconds: Int64, hasSchedule: Bool
    ) -> OrderView {
        let now = Instant(milliseconds: milliseconds)
        let order = Order(
            id: Identifier(at: now), participantID: Identifier(at: now),
            courseID: Identifier(at: now), platformID: "tokopedia", scheduleID: nil,
            schemeID: "s", price: Money(rupiah: 250_000), state: .reserved, transferID: nil,
            createdAt: now)
        let schedule = OrderView.BookedSchedule(
            code: title, startsAt: now + .days(40),
            endsAt: provider == nil ? nil : now + .days(41), regency: provider)
        return OrderView(
            order: order,
            course: OrderedCourse(
                id: order.courseID, slug: "a/b", title: title, platformID: "tokopedia",
                provider: provider),
            schedule: hasSchedule ? schedule : nil, hasCertificate: false)
    }

    @Test("the quick JSON of a reserved order has the same bytes as the general one")
    func sameBytes() {
        let controls = String(decoding: (0...0x7f).map { UInt8($0) }, as: UTF8.self)
        let titles = [
            "Manajemen Warung Kopi", "\"Da'i\" \\ / Muda\n", controls, "Kopi ☕️ é \u{2028}", "",
        ]
        let times: [Int64] = [
            0, 999, 951_782_400_000, 951_868_799_999, 1_709_164_800_000, 1_735_689_599_999,
            1_700_000_000_123, 4_102_444_800_000, -1,
        ]
        for title in titles {
            for time in times {
                for provider in [nil, "Lembaga \t Sagara"] {
                    for hasSchedule in [false, true] {
                        let view = view(
                            title: title, provider: provider, at: time, hasSchedule: hasSchedule)
                        let quick = String(decoding: view.reservedJSON(), as: UTF8.self)
                        let general = String(decoding: JSON.encode(view), as: UTF8.self)
                        #expect(quick == general)
                    }
                }
            }
        }
    }

    @Test("an order shows its rating, dates and who is waited for")
    func members() throws {
        let now = Instant(milliseconds: 1_700_000_000_000)
        var order = view(title: "t", provider: nil, at: 0, hasSchedule: false).order
        order.state = .completed
        order.redeemCode = "K7QM-2XNP-94RT"
        order.progress = 0.5
        order.completedAt = now
        order.stars = 4
        order.review = "Bagus"
        let shown = OrderView(
            order: order,
            course: OrderedCourse(
                id: order.courseID, slug: "s", title: "t", platformID: "pintaria", provider: "L"),
            schedule: nil, hasCertificate: false)
        let json = try #require(
            JSONSerialization.jsonObject(with: Data(JSON.encode(shown))) as? [String: Any])
        #expect(json["state"] as? String == "completed")
        #expect(json["redeem_code"] as? String == "K7QM-2XNP-94RT")
        #expect(json["completed_at"] as? String == "2023-11-14T22:13:20Z")
        #expect(json["waiting_for"] as? String == "platform")
        #expect((json["rating"] as? [String: Any])?["stars"] as? Int == 4)
        let course = try #require(json["course"] as? [String: Any])
        #expect((course["platform"] as? [String: Any])?["id"] as? String == "pintaria")
        #expect(json["failure"] == nil)
    }

    @Test("redeem codes are readable and differ")
    func redeemCodes() {
        let codes = (0..<1000).map { _ in RedeemCode.make() }
        #expect(Set(codes).count == codes.count)
        let letters = Set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-")
        #expect(
            codes.allSatisfy { $0.count == RedeemCode.length && $0.allSatisfy(letters.contains) })
    }

    @Test("an Idempotency-Key is 1 to 128 visible characters")
    func keys() {
        #expect(IdempotencyKey("a") != nil)
        #expect(IdempotencyKey(String(repeating: "k", count: 128)) != nil)
        for bad in ["", " ", "a b", "é", "a\n", String(repeating: "k", count: 129)] {
            #expect(IdempotencyKey(bad) == nil)
        }
    }

    @Test("an input hash tells parts apart")
    func hashes() {
        #expect(InputHash("buy", "a", nil) == InputHash("buy", "a", nil))
        let different = [
            InputHash("buy", "a", nil), InputHash("buy", "a", ""), InputHash("buy", "", "a"),
            InputHash("buya", nil), InputHash("buy", "a"), InputHash("cancel", "a", nil),
        ]
        #expect(Set(different).count == different.count)
    }
}
