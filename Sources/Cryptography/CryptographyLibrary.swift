import CSodium

/// The C libraries below this module.
///
/// Programs call `start()` once so that a broken installation is reported at once; everything that can throw checks it
/// again by itself.
public enum CryptographyLibrary {
    /// `sodium_init` is idempotent and thread safe, but is called exactly once all the same.
    static let isStarted: Bool = sodium_init() >= 0

    /// Initialises libsodium; throws `.unavailable` if it cannot be used on this machine.
    public static func start() throws(CryptographyError) {
        guard isStarted else { throw .unavailable(operation: "initialise libsodium") }
    }

    /// Version text of the libsodium that is loaded at run time.
    public static var sodiumVersion: String {
        guard let text = unsafe sodium_version_string() else { return "unknown" }
        return unsafe String(cString: text)
    }
}
