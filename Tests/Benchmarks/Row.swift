/// One line of the result: what was done, how fast ours was, how fast the machine is at what cannot be avoided.
struct Row {
    /// What a number of the row means.
    enum Unit {
        /// Seconds of one piece of work, shown in the unit that suits.
        case time
        /// Pieces in a second, of which each counts as `weight` of what the name says.
        case rate(String, weight: Double)
        /// Bytes at once.
        case memory
    }

    /// What the work may cost. Ratios compare with the limit of the same run, times and rates are absolute.
    enum Budget {
        /// At most this many times the limit's time.
        case times(Double)
        /// At least this part, or multiple, of the limit's rate.
        case share(Double)
        case seconds(Double)
        case perSecond(Double)
        /// At most these at once.
        case bytes(Double)
    }

    var name = ""
    let work: String
    let unit: Unit
    /// Seconds of one piece of work, or bytes, and ours divided by the limit.
    let measured: Measurement
    let budgets: [Budget]
    let stretch: [Budget]
    /// What the limit is.
    let limit: String

    init(
        _ work: String, _ unit: Unit, _ measured: Measurement, budget: [Budget], stretch: [Budget] = [],
        limit: String
    ) {
        self.work = work
        self.unit = unit
        self.measured = measured
        budgets = budget
        self.stretch = stretch
        self.limit = limit
    }

    func named(_ name: String) -> Row {
        var row = self
        row.name = name
        return row
    }

    /// In the direction of the budget: a quotient of times, or of rates where the row shows rates.
    var ratio: Double {
        switch unit {
        case .time, .memory: measured.quotient
        case .rate: 1 / measured.quotient
        }
    }

    var isMet: Bool { budgets.allSatisfy(isMet) }
    var isStretchMet: Bool { !stretch.isEmpty && stretch.allSatisfy(isMet) }

    private func isMet(_ budget: Budget) -> Bool {
        switch budget {
        case .times(let most): measured.quotient <= most
        case .share(let least): 1 / measured.quotient >= least
        case .seconds(let most), .bytes(let most): measured.ours <= most
        case .perSecond(let least): weight / measured.ours >= least
        }
    }

    private var weight: Double {
        switch unit {
        case .time, .memory: 1
        case .rate(_, let weight): weight
        }
    }

    /// In the unit of the row.
    func value(_ seconds: Double) -> Double {
        switch unit {
        case .time, .memory: seconds
        case .rate(_, let weight): weight / seconds
        }
    }
}
