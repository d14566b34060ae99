#include <sodium.h>

// Untyped pointers, so that Swift can pass the storage of any value without rebinding memory. The callers have checked
// every length; a null message goes with length 0.

static inline int chirograph_ed25519_verify(
    const void *signature, const void *message, unsigned long long length, const void *key) {
    return crypto_sign_verify_detached(
        (const unsigned char *)signature, (const unsigned char *)message, length, (const unsigned char *)key);
}

static inline int chirograph_ed25519_sign(
    void *signature, const void *message, unsigned long long length, const void *secret) {
    return crypto_sign_detached(
        (unsigned char *)signature, NULL, (const unsigned char *)message, length, (const unsigned char *)secret);
}

static inline int chirograph_ed25519_expand(void *key, void *secret, const void *seed) {
    return crypto_sign_seed_keypair((unsigned char *)key, (unsigned char *)secret, (const unsigned char *)seed);
}

// 0, or -1 for a key that is no point of prime order.
static inline int chirograph_ed25519_to_x25519(void *x25519, const void *ed25519) {
    return crypto_sign_ed25519_pk_to_curve25519((unsigned char *)x25519, (const unsigned char *)ed25519);
}

static inline int chirograph_argon2id13(
    void *key, unsigned long long keyLength, const void *passphrase, unsigned long long passphraseLength,
    const void *salt, unsigned long long opslimit, size_t memlimit) {
    return crypto_pwhash(
        (unsigned char *)key, keyLength, (const char *)passphrase, passphraseLength, (const unsigned char *)salt,
        opslimit, memlimit, crypto_pwhash_ALG_ARGON2ID13);
}

static inline int chirograph_secretbox_seal(
    void *box, const void *message, unsigned long long length, const void *nonce, const void *key) {
    return crypto_secretbox_easy(
        (unsigned char *)box, (const unsigned char *)message, length, (const unsigned char *)nonce,
        (const unsigned char *)key);
}

static inline int chirograph_secretbox_open(
    void *message, const void *box, unsigned long long length, const void *nonce, const void *key) {
    return crypto_secretbox_open_easy(
        (unsigned char *)message, (const unsigned char *)box, length, (const unsigned char *)nonce,
        (const unsigned char *)key);
}
