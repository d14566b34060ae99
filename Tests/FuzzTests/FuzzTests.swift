import FuzzTargets
import Testing

/// A short run of every fuzz target; `Tests/fuzz` runs for as long as somebody likes. What that finds is mended with a test of
/// its own, beside the code concerned.
struct FuzzTests {
    @Test func noInputTakesAParserDown() throws {
        let targets = try FuzzTarget.all()
        #expect(targets.count > 15)
        for target in targets { for number in 0..<150 as Range<UInt64> { target.run(on: target.input(number)) } }
    }

    @Test func anInputIsAlwaysTheSameForItsNumber() throws {
        let (first, second) = (try FuzzTarget.all(), try FuzzTarget.all())
        for (one, other) in zip(first, second) {
            for number in 0..<20 as Range<UInt64> { #expect(one.input(number) == other.input(number), "\(one.name)") }
        }
    }
}
