#if canImport(Glibc)
    import Glibc
#endif

/// A line on standard error that says how far long work is; nothing where nobody looks.
struct ProgressBar {
    private let what: String
    private let total: UInt64
    private let isShown: Bool
    private var shownAt = ContinuousClock.now

    /// Cells of the bar, and how often it moves.
    private static let width = 30
    private static let pause = Duration.milliseconds(100)

    init(_ what: String, of total: UInt64, isQuiet: Bool = false) {
        self.what = what
        self.total = total
        isShown = !isQuiet && total > 0 && isatty(STDERR_FILENO) == 1
    }

    mutating func show(_ done: UInt64) {
        guard isShown, ContinuousClock.now - shownAt >= Self.pause || done == total else { return }
        shownAt = .now
        let share = Double(min(done, total)) / Double(total)
        let filled = Int(share * Double(Self.width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        FileDescriptorText.write("\r[\(bar)] \(Int(share * 100)) %  \(done) of \(total) \(what)", to: STDERR_FILENO)
    }

    /// Takes the line away again.
    func end() {
        if isShown { FileDescriptorText.write("\r\u{1B}[K", to: STDERR_FILENO) }
    }
}
