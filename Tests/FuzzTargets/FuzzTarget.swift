import JSON

/// A parser of foreign bytes with good input for it.
///
/// What it makes of broken input is its own affair; it must come to an end, within its bounds, and take nothing down.
public struct FuzzTarget: Sendable {
    public let name: String
    let seeds: [[UInt8]]
    let run: @Sendable ([UInt8]) -> Void

    init(_ name: String, _ seeds: [[UInt8]], _ run: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.seeds = seeds
        self.run = run
    }

    /// The input of a number, always the same.
    public func input(_ number: UInt64) -> [UInt8] {
        let seed = seeds[Int(number % UInt64(seeds.count))]
        var mutator = Mutator(seed: number)
        // Bytes of a document find the parser's faults, its values those of whoever reads it.
        if number / UInt64(seeds.count) % 2 == 0, let document = try? JSONValue(parsing: seed) {
            return mutator.json(document).serialized()
        }
        return mutator.bytes(seed, others: seeds)
    }

    /// Runs one input, which `input(_:)` made or somebody kept.
    public func run(on input: [UInt8]) { run(input) }
}
