import COpenSSL

/// A self-signed X.509 v3 certificate with an Ed25519 key (RFC 5280, RFC 8410), as TLS wants it; peers pin the key and
/// do not look at the name.
public struct SelfSignedCertificate: Hashable, Sendable {
    /// The certificate in DER.
    public let certificateDER: [UInt8]
    /// The private key in DER, PKCS#8 version 1 (RFC 8410 section 7). TLS libraries want it as ordinary bytes: hand it
    /// over and let go.
    public let privateKeyDER: [UInt8]

    /// Longest common name, in characters (RFC 5280 appendix A.1, ub-common-name).
    public static let longestCommonName = 64

    /// A certificate of `key` for `commonName`, valid from `notBefore` to `notAfter` (Unix time in seconds), with a
    /// random serial number, for servers and clients.
    ///
    /// Throws `.unencodable` for an empty or too long name, one with control characters, and for times that are in the
    /// wrong order or outside the years 1950 to 9999.
    public static func make(
        key: Ed25519.PrivateKey, commonName: String, notBefore: Int64, notAfter: Int64
    ) throws(CryptographyError) -> SelfSignedCertificate {
        guard (1...longestCommonName).contains(commonName.unicodeScalars.count),
            commonName.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { throw .unencodable(what: "common name") }
        guard notBefore <= notAfter, encodableTimes.contains(notBefore), encodableTimes.contains(notAfter) else {
            throw .unencodable(what: "period of validity")
        }
        guard let draft = CertificateDraft(), draft.setVersion(),
            draft.setSerial(SecureRandom.bytes(16)), draft.setName(commonName),
            draft.setPeriod(notBefore: notBefore, notAfter: notAfter), draft.addExtensions(),
            let der = draft.sign(key)
        else {
            ERR_clear_error()
            throw .unavailable(operation: "make a certificate")
        }
        return SelfSignedCertificate(certificateDER: der, privateKeyDER: pkcs8(key))
    }

    /// 1950-01-01T00:00:00Z to 9999-12-31T23:59:59Z: RFC 5280 section 4.1.2.5.
    private static let encodableTimes: ClosedRange<Int64> = -631_152_000...253_402_300_799

    private static func pkcs8(_ key: Ed25519.PrivateKey) -> [UInt8] {
        var der: [UInt8] = [
            0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ]
        key.withSeed { seed in
            unsafe seed.withUnsafeBytes { unsafe der.append(contentsOf: $0) }
        }
        return der
    }
}

/// Owner of an `X509` under construction. Each step tells whether libcrypto accepted it.
@safe
private struct CertificateDraft: ~Copyable {
    private let certificate: OpaquePointer

    init?() {
        guard let certificate = unsafe X509_new() else { return nil }
        unsafe self.certificate = certificate
    }

    deinit { unsafe X509_free(certificate) }

    /// The number 2 stands for v3.
    func setVersion() -> Bool { unsafe X509_set_version(certificate, 2) == 1 }

    /// A positive number below 2^127, as RFC 5280 section 4.1.2.2 asks for.
    func setSerial(_ random: [UInt8]) -> Bool {
        var bytes = random
        bytes[0] = bytes[0] & 0x7f | 0x40
        guard let number = unsafe BN_bin2bn(bytes, CInt(bytes.count), nil) else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    /// Subject and issuer are the same.
    func setName(_ commonName: String) -> Bool {
        guard let name = unsafe X509_NAME_new() else { return false }
        defer { unsafe X509_NAME_free(name) }
        let text = Array(commonName.utf8)
        guard unsafe X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, CInt(text.count), -1, 0) == 1 else {
            return false
        }
        return unsafe X509_set_subject_name(certificate, name) == 1 && X509_set_issuer_name(certificate, name) == 1
    }

    func setPeriod(notBefore: Int64, notAfter: Int64) -> Bool {
        unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), Int(notBefore)) != nil
            && ASN1_TIME_set(X509_getm_notAfter(certificate), Int(notAfter)) != nil
    }

    /// A leaf for signatures in TLS on either side.
    func addExtensions() -> Bool {
        add(NID_basic_constraints, "critical,CA:FALSE") && add(NID_key_usage, "critical,digitalSignature")
            && add(NID_ext_key_usage, "serverAuth,clientAuth")
    }

    private func add(_ kind: CInt, _ value: String) -> Bool {
        guard let entry = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { unsafe X509_EXTENSION_free(entry) }
        return unsafe X509_add_ext(certificate, entry, -1) == 1
    }

    /// Sets the public key, signs and returns the DER.
    func sign(_ key: Ed25519.PrivateKey) -> [UInt8]? {
        let made: OpaquePointer? = unsafe key.withSeed { seed in
            unsafe seed.withUnsafeBytes { seed in
                unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed.baseAddress, seed.count)
            }
        }
        guard let signer = unsafe made else { return nil }
        defer { unsafe EVP_PKEY_free(signer) }
        // Ed25519 hashes by itself, hence no digest.
        guard unsafe X509_set_pubkey(certificate, signer) == 1, unsafe X509_sign(certificate, signer, nil) > 0 else {
            return nil
        }
        let length = unsafe i2d_X509(certificate, nil)
        guard length > 0 else { return nil }
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            var output = buffer.baseAddress
            count = unsafe max(0, Int(i2d_X509(certificate, &output)))
        }
    }
}
