import COpenSSL
import Glibc

/// The hash algorithms of libcrypto, fetched once for the life of the process.
///
/// `EVP_sha256()` and its like are the fall-back where no provider is configured; they differ in speed only. The
/// pointers are constants after initialisation and libcrypto allows their use from every thread.
enum Algorithms {
    nonisolated(unsafe) static let sha256: OpaquePointer? = unsafe EVP_MD_fetch(nil, "SHA256", nil) ?? EVP_sha256()
    nonisolated(unsafe) static let sha384: OpaquePointer? = unsafe EVP_MD_fetch(nil, "SHA384", nil) ?? EVP_sha384()
    nonisolated(unsafe) static let sha512: OpaquePointer? = unsafe EVP_MD_fetch(nil, "SHA512", nil) ?? EVP_sha512()
}

/// Thin layer over `EVP_MD_CTX`. Its calls can fail only when memory is exhausted or libcrypto is broken, never because
/// of the bytes hashed; like Swift's own allocator they then stop the process rather than return a wrong digest.
enum DigestContext {
    /// One context per thread, freed when the thread ends. Contexts are never lent to code that could hash in between.
    private static let threadKey: pthread_key_t = {
        var key = pthread_key_t()
        guard unsafe pthread_key_create(&key, { unsafe EVP_MD_CTX_free(OpaquePointer($0)) }) == 0 else {
            fatalError("no thread-local storage key is left for the SHA-256 context")
        }
        return key
    }()

    static func make() -> OpaquePointer {
        guard let context = unsafe EVP_MD_CTX_new() else { fatalError("out of memory for a hash context") }
        return unsafe context
    }

    private static func ofThread() -> OpaquePointer {
        if let existing = unsafe pthread_getspecific(threadKey) { return OpaquePointer(existing) }
        let context = unsafe make()
        unsafe pthread_setspecific(threadKey, UnsafeRawPointer(context))
        return unsafe context
    }

    static func begin(_ context: OpaquePointer, _ algorithm: OpaquePointer?) {
        guard unsafe EVP_DigestInit_ex(context, algorithm, nil) == 1 else { fatalError("libcrypto cannot hash") }
    }

    static func update(_ context: OpaquePointer, _ bytes: UnsafeRawBufferPointer) {
        guard unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("libcrypto cannot hash")
        }
    }

    /// Writes the digest; `output` must have room for the whole of it.
    static func finish(_ context: OpaquePointer, _ output: UnsafeMutableRawBufferPointer) {
        let target = unsafe output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        guard unsafe EVP_DigestFinal_ex(context, target, nil) == 1 else { fatalError("libcrypto cannot hash") }
    }

    static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
        unsafe sha256(UnsafeRawBufferPointer(start: nil, count: 0), bytes)
    }

    static func sha256(prefix: UInt8, _ bytes: UnsafeRawBufferPointer) -> Digest {
        unsafe withUnsafeBytes(of: prefix) { unsafe sha256($0, bytes) }
    }

    private static func sha256(_ prefix: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer) -> Digest {
        var digest = Digest()
        let isDone = unsafe withUnsafeMutableBytes(of: &digest) { output in
            unsafe chirograph_sha256(
                prefix.baseAddress, prefix.count, bytes.baseAddress, bytes.count, output.baseAddress) == 1
        }
        guard isDone else { fatalError("libcrypto cannot hash") }
        return digest
    }

    /// The digest of `bytes` under another algorithm, `count` bytes long.
    static func hash(_ bytes: [UInt8], _ algorithm: OpaquePointer?, count: Int) -> [UInt8] {
        let context = unsafe ofThread()
        unsafe begin(context, algorithm)
        unsafe bytes.withUnsafeBytes { unsafe update(context, $0) }
        var digest = [UInt8](repeating: 0, count: count)
        unsafe digest.withUnsafeMutableBytes { unsafe finish(context, $0) }
        return digest
    }
}
