import DID

/// Dates of documents as the seconds that tokens count in.
enum DateText {
    /// Unix time in whole seconds, fractions cut off, or nil.
    static func seconds(_ text: String?) -> Int64? { text.flatMap { DateTimeStamp.seconds($0) } }

    /// The time in UTC.
    static func text(_ seconds: Int64) -> String? { DateTimeStamp.text(seconds: seconds) }
}
