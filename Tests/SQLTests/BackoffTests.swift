import SQL
import Testing

@Suite("Backoff") struct BackoffTests {
    @Test("pauses double up to the longest, each a little shorter; success begins anew")
    func pauses() {
        var backoff = Backoff(first: 0.1, longest: 1)
        for whole in [0.1, 0.2, 0.4, 0.8, 1, 1] {
            #expect((whole * 0.75...whole).contains(backoff.next()))
        }
        backoff.reset()
        #expect(backoff.next() <= 0.1)
    }
}
