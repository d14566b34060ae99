/// The identifier issuer of paths (`_:b0`, `_:b1`, ...), of which the algorithm makes many copies.
///
/// A copy only ever adds to what it was copied from, so one stack serves for all: copying is remembering its height,
/// dropping a copy is going back to it, and the copy chosen at last is put on again.
struct TemporaryIssuer {
    /// The blank nodes in the order of issue.
    private(set) var order: [Int] = []
    /// The place of each blank node in `order`, or -1.
    private var numbers: [Int32]

    init(count: Int) {
        numbers = [Int32](repeating: -1, count: count)
    }

    var count: Int { order.count }

    /// The place of `node`, or nil if it has none.
    @inline(__always)
    func number(_ node: Int) -> Int? {
        let number = numbers[node]
        return number < 0 ? nil : Int(number)
    }

    /// The place of `node`, which gets the next one if it has none (Issue Identifier, section 4.5).
    @discardableResult
    mutating func issue(_ node: Int) -> Int {
        if let known = number(node) { return known }
        numbers[node] = Int32(truncatingIfNeeded: order.count)
        order.append(node)
        return order.count - 1
    }

    /// Takes back what was issued since there were `count`.
    mutating func removeAll(from count: Int = 0) {
        for node in order[count...] { numbers[node] = -1 }
        order.removeLast(order.count - count)
    }

    /// What was issued since there were `count`.
    func suffix(from count: Int) -> [Int] { Array(order[count...]) }
}
