/// One call of Hash N-Degree Quads (RDFC-1.0, section 4.8.3) in work. Its steps 1 to 3 are done by who makes it.
struct NDegreeFrame {
    typealias Related = (hash: HashValue, node: Int)

    /// What a call comes to: it needs the hash of another blank node first (step 5.4.5.1), or has its own (step 6).
    enum Outcome {
        case call(Int)
        case done(HashValue)
    }

    /// A permutation being followed.
    private struct Candidate {
        var path: [UInt8] = []
        var recursionList: [Int] = []
        /// How many of the recursion list are behind.
        var recursed = 0
    }

    /// The related blank nodes, sorted by hash.
    private let related: [Related]
    /// Where the blank nodes of the hash in work end in `related`.
    private var groupEnd = 0
    private var dataToHash: [UInt8] = []  // 4
    private var permutation = Permutation([])
    /// How much `path` held when the hash in work was begun: `issuer` of step 5.4.1.
    private var issuedBefore: Int
    private var chosenPath: [UInt8] = []
    private var chosenIssued: [Int] = []
    private var candidate: Candidate?

    init(related: [Related], issuedBefore: Int) {
        self.related = related
        self.issuedBefore = issuedBefore
    }

    /// Goes on until a blank node's hash is needed or the end; `returned` is the hash that was needed last.
    mutating func proceed(
        _ canonicalizer: inout Canonicalizer, _ returned: HashValue?
    ) throws(CanonicalizationError) -> Outcome {
        if let returned { recursed(canonicalizer, returned) }
        while true {
            if let open = candidate {
                // 5.4.5
                if open.recursed < open.recursionList.count { return .call(open.recursionList[open.recursed]) }
                choose(open.path, canonicalizer)
                candidate = nil
            }
            // 5.4, 5
            if groupEnd > 0, permutation.advance() {
                try follow(&canonicalizer)
            } else {
                closeGroup(&canonicalizer)
                guard openGroup(canonicalizer) else { break }
                try follow(&canonicalizer)
            }
        }
        try canonicalizer.spend(1)
        return .done(canonicalizer.hash(dataToHash))  // 6
    }

    /// Steps 5.1 to 5.3; false if there is no further hash.
    private mutating func openGroup(_ canonicalizer: borrowing Canonicalizer) -> Bool {
        guard groupEnd < related.count else { return false }
        let start = groupEnd
        while groupEnd < related.count, related[groupEnd].hash == related[start].hash { groupEnd += 1 }
        related[start].hash.appendHex(to: &dataToHash)
        issuedBefore = canonicalizer.path.count
        permutation = Permutation(related[start..<groupEnd].map(\.node))
        return true
    }

    /// Steps 5.5 and 5.6.
    private mutating func closeGroup(_ canonicalizer: inout Canonicalizer) {
        guard groupEnd > 0 else { return }
        dataToHash += chosenPath
        canonicalizer.path.removeAll(from: issuedBefore)
        for node in chosenIssued { canonicalizer.path.issue(node) }
        chosenPath = []
        chosenIssued = []
    }

    /// Steps 5.4.1 to 5.4.4: the path of the permutation up to where it must recurse, unless it cannot be the least.
    private mutating func follow(_ canonicalizer: inout Canonicalizer) throws(CanonicalizationError) {
        try canonicalizer.spend(permutation.elements.count)
        canonicalizer.path.removeAll(from: issuedBefore)  // 5.4.1
        var next = Candidate()  // 5.4.2, 5.4.3
        for node in permutation.elements {  // 5.4.4
            if !canonicalizer.hasIdentifier(node) {
                next.recursionList.append(node)  // 5.4.4.2.1
                canonicalizer.path.issue(node)  // 5.4.4.2.2
            }
            canonicalizer.appendIdentifier(of: node, to: &next.path)  // 5.4.4.1, 5.4.4.2.2
            if isBeyondChosen(next.path) { return }  // 5.4.4.3
        }
        candidate = next
    }

    /// Steps 5.4.5.2 to 5.4.5.5. The issuer of the result is `path` already.
    private mutating func recursed(_ canonicalizer: borrowing Canonicalizer, _ hash: HashValue) {
        guard var open = candidate else { return }
        canonicalizer.appendIdentifier(of: open.recursionList[open.recursed], to: &open.path)
        open.path.append(UInt8(ascii: "<"))
        hash.appendHex(to: &open.path)
        open.path.append(UInt8(ascii: ">"))
        open.recursed += 1
        candidate = isBeyondChosen(open.path) ? nil : open
    }

    /// Step 5.4.6.
    private mutating func choose(_ path: [UInt8], _ canonicalizer: borrowing Canonicalizer) {
        guard chosenPath.isEmpty || ByteOrder.compare(path.span, chosenPath.span) < 0 else { return }
        chosenPath = path
        chosenIssued = canonicalizer.path.suffix(from: issuedBefore)
    }

    /// True if `path` is at least as long as the chosen path and greater than it.
    private func isBeyondChosen(_ path: [UInt8]) -> Bool {
        guard !chosenPath.isEmpty, path.count >= chosenPath.count else { return false }
        return ByteOrder.compare(path.span, chosenPath.span) > 0
    }
}
