/// Whose store a directory is; written when it is made, compared at every start.
public struct StoreIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The node's name, at most 255 bytes of UTF-8.
    public let nodeName: String
    /// The node's role: `institution`, `mirror` or `wallet`; at most 255 bytes.
    public let role: String

    public init(nodeName: String, role: String) {
        self.nodeName = nodeName
        self.role = role
    }

    public var description: String { "node '\(nodeName)' with the role '\(role)'" }
}

/// The identity row: `struct { uint32 format; opaque name<0..255>; opaque role<0..255>; opaque store_id[32]; }`.
///
/// The id is random, made with the store; copies of a store share it.
struct IdentityRow: Hashable {
    static let key = Array("identity".utf8)

    var format: UInt32
    let identity: StoreIdentity
    let storeID: [UInt8]

    static let storeIDByteCount = 32

    func encoded() -> [UInt8] {
        var record = RecordWriter()
        record.write(format)
        record.writeShort(identity.nodeName.utf8)
        record.writeShort(identity.role.utf8)
        record.bytes += storeID
        return record.bytes
    }
}

extension IdentityRow {
    init(parsing bytes: [UInt8]) throws(StoreError) {
        var record = RecordReader(bytes, table: StoreTables.Name.identity)
        format = try record.uint32()
        identity = StoreIdentity(nodeName: try record.shortText(), role: try record.shortText())
        storeID = try record.bytes(Self.storeIDByteCount)
        // A newer format may have added fields.
        if format <= Migration.newest { try record.finish() }
    }
}
