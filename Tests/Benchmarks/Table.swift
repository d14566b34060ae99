import JSON

/// The rows as text and as JSON.
enum Table {
    static func text(_ rows: [Row]) -> String {
        let header = ["name", "work", "ours", "limit", "ratio", "budget", "", "the limit is"]
        let cells = rows.map { row in
            [
                row.name, row.work, shown(row.measured.ours, row), shown(row.measured.limit, row),
                number(row.ratio) + "x", row.budgets.map(shown).joined(separator: " and "), result(row), row.limit,
            ]
        }
        var widths = header.map(\.count)
        for row in cells { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
        return ([header] + cells).map { row in
            row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    static func json(_ rows: [Row]) -> String {
        JSONValue.array(
            rows.map { row in
                let unit =
                    switch row.unit {
                    case .time: "s"
                    case .memory: "bytes"
                    case .rate(let unit, _): unit
                    }
                return [
                    "name": JSONValue(row.name), "work": JSONValue(row.work), "unit": JSONValue(unit),
                    "ours": json(row.value(row.measured.ours)), "limit": json(row.value(row.measured.limit)),
                    "limitIs": JSONValue(row.limit), "ratio": json(row.ratio),
                    "budget": .array(row.budgets.map { JSONValue(shown($0)) }),
                    "stretch": .array(row.stretch.map { JSONValue(shown($0)) }), "isMet": JSONValue(row.isMet),
                    "isStretchMet": JSONValue(row.isStretchMet),
                ]
            }
        ).description
    }

    private static func json(_ value: Double) -> JSONValue { JSONNumber(value).map { .number($0) } ?? .null }

    private static func result(_ row: Row) -> String {
        if row.budgets.isEmpty { return "" }
        if row.isStretchMet { return "met, stretch too" }
        return row.isMet ? "met" : "MISSED"
    }

    private static func shown(_ seconds: Double, _ row: Row) -> String {
        switch row.unit {
        case .time: time(seconds)
        case .memory: memory(seconds)
        case .rate(let unit, _): "\(number(row.value(seconds))) \(unit)"
        }
    }

    private static func shown(_ budget: Row.Budget) -> String {
        switch budget {
        case .times(let most): "<= \(number(most))x"
        case .share(let least): ">= \(number(least))x"
        case .seconds(let most): "<= \(time(most))"
        case .perSecond(let least): ">= \(number(least))/s"
        case .bytes(let most): "<= \(memory(most))"
        }
    }

    private static func memory(_ bytes: Double) -> String { number(bytes / 1_048_576) + " MiB" }

    private static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<1e-3: number(seconds * 1e6) + " us"
        case ..<1: number(seconds * 1e3) + " ms"
        default: number(seconds) + " s"
        }
    }

    /// Three digits, or whole ones with the thousands set apart.
    static func number(_ value: Double) -> String {
        if value >= 1000 { return grouped(Int(value.rounded())) }
        let scale = value >= 100 ? 1.0 : value >= 10 ? 10 : 100
        let text = String((value * scale).rounded() / scale)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func grouped(_ value: Int) -> String {
        let digits = String(value)
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }
}
