import Testing

@testable import Catalog

@Suite("Synthetic participants")
struct SyntheticParticipantsTests {
    private let scheme = Scheme(
        id: "s", name: "s", source: "test", trainingBalance: Money(rupiah: 1_000_000),
        incentive: Scheme.Incentive(
            amount: Money(rupiah: 600_000), instalments: 4, everyMonths: 1),
        surveys: Scheme.Surveys(amount: .zero, count: 0), firstPurchaseDays: 30, cardValidDays: 365)
    private let now = Instant(milliseconds: 1_700_000_000_000)

    private func people(
        seed: UInt64, regencies: [String] = ["11.01", "31.74"]
    ) -> SyntheticParticipants {
        SyntheticParticipants(seed: seed, regencies: regencies, scheme: scheme, acceptedAt: now)
    }

    @Test("the same seed number brings the same people, another one others")
    func deterministic() {
        #expect(people(seed: 7).person(12_345) == people(seed: 7).person(12_345))
        #expect(people(seed: 7).person(12_345) != people(seed: 8).person(12_345))
    }

    @Test("every person is sound and differs from all others", arguments: [1, 2, 99] as [UInt64])
    func unique(_ seed: UInt64) throws {
        let people = people(seed: seed)
        let persons = (0..<20_000).map(people.person)
        #expect(Set(persons.map(\.participant.nik)).count == persons.count)
        #expect(Set(persons.map(\.participant.id)).count == persons.count)
        #expect(Set(persons.map(\.participant.email)).count == persons.count)
        #expect(Set(persons.map(\.card.number)).count == persons.count)
        #expect(Set(persons.map(\.transferID)).count == persons.count)
        for person in persons.prefix(2_000) {
            let nik = try NIK(person.participant.nik, regencies: ["11.01", "31.74"])
            #expect(nik.text.hasSuffix("0000"))
            #expect(Identifier<Participant>(person.participant.id.value) != nil)
            #expect(Identifier<Transfer>(person.transferID.value) != nil)
            #expect(CardNumber(person.card.number.text) != nil)
            #expect(person.card.participantID == person.participant.id)
        }
    }

    @Test("no place is given twice within a small country")
    func wholeCapacity() {
        let people = people(seed: 5, regencies: ["31.74"])
        #expect(people.capacity == 940_800)
        var seen = Set<String>(minimumCapacity: people.capacity)
        for index in stride(from: 0, to: people.capacity, by: 7) {
            seen.insert(people.person(index).participant.nik)
        }
        #expect(seen.count == (people.capacity + 6) / 7)
    }

    @Test("batches cover every number once")
    func batches() {
        let size = SyntheticParticipantStore.batchPeople
        #expect(SyntheticParticipantStore.batches(of: 0).isEmpty)
        #expect(SyntheticParticipantStore.batches(of: 1) == [0..<1])
        #expect(SyntheticParticipantStore.batches(of: size + 1) == [0..<size, size..<size + 1])
    }
}
