import CLMDB

/// A named table of an environment: byte-string keys of 1 to 511 bytes in lexicographic order, each with one value.
///
/// A handle from ``Environment/tables(_:)``; of use only with transactions of that environment.
public struct Table: Sendable, Hashable {
    /// The name in the file.
    public let name: String
    let handle: MDB_dbi
}
