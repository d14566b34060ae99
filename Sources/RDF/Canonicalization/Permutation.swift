/// The permutations of a list, each different one once, in lexicographic order.
///
/// Lists of related blank nodes hold the same one once for every quad that relates it. Exchanging equal elements changes
/// neither path nor issuer, so such permutations need not be tried again: six mentions of one node are one permutation,
/// not 720.
struct Permutation {
    private(set) var elements: [Int]

    init(_ elements: [Int]) {
        self.elements = elements.sorted()
    }

    /// Goes to the next permutation; false after the last.
    mutating func advance() -> Bool {
        guard var pivot = elements.indices.last, pivot > 0 else { return false }
        while pivot > 0, elements[pivot - 1] >= elements[pivot] { pivot -= 1 }
        guard pivot > 0 else { return false }
        var exchanged = elements.count - 1
        while elements[exchanged] <= elements[pivot - 1] { exchanged -= 1 }
        elements.swapAt(pivot - 1, exchanged)
        elements[pivot...].reverse()
        return true
    }
}
