public import Cryptography

/// A credential's new value in the exception map.
public struct ExceptionChange: Hashable, Sendable {
    /// The kind of the entry that changed it: status, claim, rotate or recover.
    public let kind: EntryKind
    public let tag: Digest
    /// `Commitment.mapKey(tag)`, the key of the durable table.
    public let key: Digest
    public let value: MapValue

    /// Index of the entry.
    public var index: UInt64 { value.lastIndex }

    /// The row to write.
    public var element: ExceptionMap.Element { ExceptionMap.Element(key: key, value: value) }
}
