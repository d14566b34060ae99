public import JSON

/// A set of public keys (RFC 7517 section 5), as issuers publish it.
///
/// Keys that cannot be used here do not spoil the others: they are listed with the reason.
public struct JSONWebKeySet: Hashable, Sendable {
    /// Longest text, in bytes.
    public static let longestText = 256 << 10
    /// Most keys in a set.
    public static let largestKeyCount = 256

    /// A key that was not taken.
    public struct Unusable: Hashable, Sendable {
        /// The place in the array.
        public let index: Int
        /// Why.
        public let error: JSONWebKeyError
    }

    /// The keys that can be used, in order.
    public let keys: [JSONWebKey]
    /// The others.
    public let unusable: [Unusable]

    /// The set of a JSON text.
    public init(parsing text: some Collection<UInt8>) throws(JSONWebKeyError) {
        let limits = JSONLimits(bytes: JSONWebKeySet.longestText, depth: 8, members: 8_192)
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: Array(text), limits: limits)
        } catch {
            throw .notJSON(error)
        }
        try self.init(value)
    }

    /// The set of a JSON value.
    public init(_ value: JSONValue) throws(JSONWebKeyError) {
        guard let elements = value["keys"]?.array else { throw .notAnObject }
        guard elements.count <= JSONWebKeySet.largestKeyCount else {
            throw .tooManyKeys(limit: JSONWebKeySet.largestKeyCount)
        }
        var keys: [JSONWebKey] = []
        var unusable: [Unusable] = []
        for (index, element) in elements.enumerated() {
            do throws(JSONWebKeyError) {
                guard case .object(let object) = element else { throw .notAnObject }
                keys.append(try JSONWebKey(object))
            } catch {
                unusable.append(Unusable(index: index, error: error))
            }
        }
        self.keys = keys
        self.unusable = unusable
    }

    /// The one key of this `kid`; nil if there is none or more than one, since then nobody knows which is meant.
    public func key(_ keyID: String) -> JSONWebKey? {
        let matching = keys.filter { $0.keyID.map { $0.utf8.elementsEqual(keyID.utf8) } ?? false }
        return matching.count == 1 ? matching[0] : nil
    }

    /// Whether `key` is in the set, whatever its name.
    public func contains(_ key: VerificationKey) -> Bool { keys.contains { $0.key == key } }
}
