public import Store

/// One row to be written with a batch; without a value it is deleted.
public struct StoreRow: Sendable {
    let shelf: Shelf
    let key: [UInt8]
    let value: [UInt8]?

    public init(_ shelf: Shelf, key: [UInt8], value: [UInt8]?) {
        self.shelf = shelf
        self.key = key
        self.value = value
    }

    func write(to writer: inout StoreWriter) throws {
        if let value {
            try writer.put(shelf, key: key, value: value)
        } else {
            try writer.delete(shelf, key: key)
        }
    }
}
