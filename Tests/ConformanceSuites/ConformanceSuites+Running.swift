import JSON
public import TestSupport

extension ConformanceSuites {
    /// The names of all suites, in their order.
    public static var names: [String] { all.map(\.name) }

    /// Runs the suite `name` over `folder`, nil meaning that there is none; nil if no suite has that name.
    ///
    /// A folder without cases counts as missing. One that promises cases of which none could be run is a failure, and so
    /// is an error that ends the suite.
    public static func run(_ name: String, over folder: SuiteFolder?) -> SuiteResult? {
        guard let suite = all.first(where: { $0.name == name }) else { return nil }
        var result = SuiteResult(suite: name)
        guard let folder else {
            result.missing = true
            return result
        }
        do {
            result = try suite.run(folder)
            guard result.requiredTotal + result.optionalTotal == 0 else { return result }
            if try (folder.manifest()["shared"]?.int ?? 0) > 0 {
                result.record("cases.json", failure: "it promises cases, but none could be run")
            } else {
                result.missing = true
            }
        } catch {
            result.record("cases.json", failure: "the suite could not be run: \(error)")
        }
        return result
    }

    /// Runs the suite `name` over the folder of that name among the vectors; nil if no suite has that name.
    public static func run(_ name: String) -> SuiteResult? {
        run(name, over: Vectors.suite(name))
    }
}
