extension DIDKey {
    /// The key of a did:key verification method: the resolver for documents whose signer names itself. It says who
    /// signed, not whether that is somebody to trust.
    public static func resolve(verificationMethod: String) -> KeyResolution {
        guard isDIDKey(verificationMethod) else {
            return .unavailable(reason: "The verification method '\(verificationMethod)' is not a did:key.")
        }
        do throws(DIDError) {
            return .key(try parse(verificationMethod: verificationMethod))
        } catch {
            return .refused(reason: "\(error)")
        }
    }
}
