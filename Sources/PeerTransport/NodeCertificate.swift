import Cryptography

/// What this protocol needs of an X.509 certificate (RFC 5280 section 4.1), read from its DER bytes.
///
/// TLS itself proves that the peer holds the key. This check makes sure that the certificate is what the protocol says,
/// one self-signed Ed25519 certificate in its period, so that two nodes never differ about whom they talk to.
struct NodeCertificate: Hashable {
    /// `SEQUENCE { OBJECT IDENTIFIER 1.3.101.112 }`, without parameters (RFC 8410 section 3).
    private static let ed25519Algorithm: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70]
    /// The largest certificate that is looked at; ours have about 300 bytes.
    static let maximumBytes = 4096

    let key: PeerKey
    /// Unix seconds, both inclusive.
    let notBefore: Int64
    let notAfter: Int64

    /// Reads a certificate and verifies its signature by its own key; the period is judged by `check(at:)`.
    init(parsing der: [UInt8]) throws(CertificateFailure) {
        guard der.count <= NodeCertificate.maximumBytes else { throw .malformed }
        var outer = DERReader(der[...])
        guard let certificate = outer.next(DERReader.Tag.sequence), outer.isAtEnd else { throw .malformed }
        var parts = DERReader(certificate.content)
        guard let body = parts.next(DERReader.Tag.sequence), let algorithm = parts.next(DERReader.Tag.sequence),
            let signature = parts.next(DERReader.Tag.bitString), parts.isAtEnd
        else { throw .malformed }
        let fields = try Fields(parsing: body.content)
        guard algorithm.bytes.elementsEqual(NodeCertificate.ed25519Algorithm),
            fields.signatureAlgorithm.elementsEqual(NodeCertificate.ed25519Algorithm)
        else { throw .notEd25519 }
        key = try NodeCertificate.key(inPublicKeyInfo: fields.publicKeyInfo)
        (notBefore, notAfter) = (fields.notBefore, fields.notAfter)
        guard signature.content.first == 0, let value = Ed25519.Signature(signature.content.dropFirst()) else {
            throw .malformed
        }
        guard fields.issuer == fields.subject, key.publicKey.verifies(value, of: [UInt8](body.bytes)) else {
            throw .notSelfSigned
        }
    }

    /// Judges what a peer presented in the handshake: one certificate, in its period.
    static func check(chain: [[UInt8]], at now: Int64) throws(CertificateFailure) -> PeerKey {
        guard chain.count == 1, let der = chain.first else { throw .count(chain.count) }
        let certificate = try NodeCertificate(parsing: der)
        guard certificate.notBefore <= now else { throw .notYetValid }
        guard now <= certificate.notAfter else { throw .expired }
        return certificate.key
    }

    /// `SubjectPublicKeyInfo` of exactly 44 bytes: the algorithm, then a BIT STRING of the 32 bytes.
    private static func key(inPublicKeyInfo content: ArraySlice<UInt8>) throws(CertificateFailure) -> PeerKey {
        var parts = DERReader(content)
        guard let algorithm = parts.next(DERReader.Tag.sequence), let bits = parts.next(DERReader.Tag.bitString),
            parts.isAtEnd
        else { throw .malformed }
        guard algorithm.bytes.elementsEqual(ed25519Algorithm), bits.content.first == 0,
            let key = PeerKey(bits.content.dropFirst())
        else { throw .notEd25519 }
        return key
    }
}

extension NodeCertificate {
    /// The fields of `TBSCertificate` up to the public key; extensions say nothing here and are passed over.
    private struct Fields {
        let signatureAlgorithm: ArraySlice<UInt8>
        let issuer: ArraySlice<UInt8>
        let notBefore: Int64
        let notAfter: Int64
        let subject: ArraySlice<UInt8>
        let publicKeyInfo: ArraySlice<UInt8>

        init(parsing content: ArraySlice<UInt8>) throws(CertificateFailure) {
            var parts = DERReader(content)
            guard let version = parts.next(DERReader.Tag.version), version.content.elementsEqual([0x02, 0x01, 0x02]),
                parts.next(DERReader.Tag.integer) != nil,
                let algorithm = parts.next(DERReader.Tag.sequence), let issuer = parts.next(DERReader.Tag.sequence),
                let validity = parts.next(DERReader.Tag.sequence), let subject = parts.next(DERReader.Tag.sequence),
                let publicKeyInfo = parts.next(DERReader.Tag.sequence)
            else { throw .malformed }
            var period = DERReader(validity.content)
            guard let from = period.next().flatMap(CertificateTime.seconds),
                let to = period.next().flatMap(CertificateTime.seconds), period.isAtEnd
            else { throw .malformed }
            signatureAlgorithm = algorithm.bytes
            self.issuer = issuer.bytes
            (notBefore, notAfter) = (from, to)
            self.subject = subject.bytes
            self.publicKeyInfo = publicKeyInfo.content
        }
    }
}

/// The two time formats of RFC 5280 section 4.1.2.5, both in UTC and with seconds.
enum CertificateTime {
    /// Unix seconds, or nil for anything that is not such a time.
    static func seconds(_ element: DERReader.Element) -> Int64? {
        let text = element.content
        guard text.last == UInt8(ascii: "Z") else { return nil }
        let digits = text.dropLast().compactMap { (48...57).contains($0) ? Int64($0) - 48 : nil }
        guard digits.count == text.count - 1 else { return nil }
        switch (element.tag, digits.count) {
        case (DERReader.Tag.utcTime, 12):
            let year = digits[0] * 10 + digits[1]
            return seconds(year: year < 50 ? 2000 + year : 1900 + year, digits[2...])
        case (DERReader.Tag.generalizedTime, 14):
            return seconds(year: digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3], digits[4...])
        default: return nil
        }
    }

    /// `digits` are month, day, hour, minute and second, two digits each.
    private static func seconds(year: Int64, _ digits: ArraySlice<Int64>) -> Int64? {
        let pairs = stride(from: digits.startIndex, to: digits.endIndex, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
        guard pairs.count == 5, (1...12).contains(pairs[0]), (1...31).contains(pairs[1]), pairs[2] < 24,
            pairs[3] < 60, pairs[4] < 60
        else { return nil }
        // Days since 1970-01-01 in the proleptic Gregorian calendar, counting years from March.
        let y = pairs[0] > 2 ? year : year - 1
        let month = (pairs[0] + 9) % 12
        let days = 365 * y + y / 4 - y / 100 + y / 400 + (month * 306 + 5) / 10 + pairs[1] - 1 - 719_468
        return days * 86_400 + pairs[2] * 3600 + pairs[3] * 60 + pairs[4]
    }
}
