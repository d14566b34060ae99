/// Arithmetic of quorums (`docs/formats/roster.md`, section 5).
public enum RosterQuorum {
    /// f: how many of `n` may lie without harm, floor((n - 1) / 3).
    public static func faulty(of n: Int) -> Int { n > 0 ? (n - 1) / 3 : 0 }

    /// The smallest k above (n + f) / 2, so that two quorums share an honest member; 0 for n = 0.
    public static func smallest(of n: Int) -> Int { n > 0 ? (n + faulty(of: n)) / 2 + 1 : 0 }

    /// The smallest safe k of a roster: n counts the operators other than a log's host.
    public static func smallest(operators: Int) -> Int { smallest(of: operators - 1) }

    /// How many others of `n` must have shown their heads before one signs anything after a start: n - f.
    public static func readiness(of n: Int) -> Int { n > 0 ? n - faulty(of: n) : 0 }

    /// How many operators must sign a version of the roster: all operators count here, nobody is host of the roster,
    /// and a quorum of cosigners alone would allow two rosters of one version.
    public static func governance(operators: Int, quorum: Int) -> Int {
        min(operators, max(quorum, smallest(of: operators)))
    }
}
