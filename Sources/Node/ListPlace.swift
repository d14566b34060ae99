import Credentials

/// One credential's place on the status lists, which have a fixed length and follow each other.
struct ListPlace {
    enum Kind: String, CaseIterable {
        case revocations = "lists"
        case suspensions = "suspended"

        var purpose: String { self == .revocations ? StatusPurpose.revocation : StatusPurpose.suspension }
    }

    /// Entries of one list, as Bitstring Status List 1.0 asks for at least.
    static let listLength: UInt64 = 131_072

    let number: UInt64
    let index: UInt64

    init(_ position: UInt64) {
        number = position / Self.listLength
        index = position % Self.listLength
    }

    /// The list's URL.
    func list(_ kind: Kind, base: String) -> String { Self.list(kind, number, base: base) }

    static func list(_ kind: Kind, _ number: UInt64, base: String) -> String { "\(base)/\(kind.rawValue)/\(number)" }
}
