#include <openssl/evp.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/bn.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/err.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/sha.h>

// SHA-256 of `prefix` and `bytes`, one after the other; 1, or 0 if libcrypto cannot. OpenSSL 3 allocates for every hash
// that goes through EVP, which for the 65 bytes of a tree node takes longer than the hashing; the functions below it do
// not. They are marked as old, hence the second way for an OpenSSL that was built without them.
static inline int chirograph_sha256(
    const void *prefix, size_t prefixLength, const void *bytes, size_t length, void *digest) {
#ifndef OPENSSL_NO_DEPRECATED_3_0
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    SHA256_CTX context;
    return SHA256_Init(&context) == 1 && SHA256_Update(&context, prefix, prefixLength) == 1
        && SHA256_Update(&context, bytes, length) == 1 && SHA256_Final((unsigned char *)digest, &context) == 1;
#pragma clang diagnostic pop
#else
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int done = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1
        && EVP_DigestUpdate(context, prefix, prefixLength) == 1 && EVP_DigestUpdate(context, bytes, length) == 1
        && EVP_DigestFinal_ex(context, (unsigned char *)digest, NULL) == 1;
    EVP_MD_CTX_free(context);
    return done;
#endif
}

// Keys are built from OSSL_PARAM arrays, whose entries point into their neighbours: easier to keep right in C. Every
// function returns null when libcrypto refuses the values; `group` is a name such as "P-256".

static inline EVP_PKEY *chirograph_pkey(const char *type, int selection, OSSL_PARAM *parameters) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (context == NULL || parameters == NULL || EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, selection, parameters) != 1) {
        key = NULL;
    }
    EVP_PKEY_CTX_free(context);
    return key;
}

// `point` is a compressed or uncompressed point; points off the curve are refused.
static inline EVP_PKEY *chirograph_ec_public_key(const char *group, const void *point, size_t length) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)point, length),
        OSSL_PARAM_construct_end(),
    };
    return chirograph_pkey("EC", EVP_PKEY_PUBLIC_KEY, parameters);
}

static inline EVP_PKEY *chirograph_ec_generate(const char *group) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "EC", group);
}

// The key with this big-endian private scalar, which must lie in 1..<n; the public point is computed.
static inline EVP_PKEY *chirograph_ec_private_key(const char *group, int curve, const void *scalar, int length) {
    EVP_PKEY *key = NULL;
    unsigned char point[133];
    EC_GROUP *curveGroup = EC_GROUP_new_by_curve_name(curve);
    EC_POINT *publicPoint = curveGroup == NULL ? NULL : EC_POINT_new(curveGroup);
    BIGNUM *secret = BN_secure_new();
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (publicPoint != NULL && builder != NULL && secret != NULL
        && BN_bin2bn((const unsigned char *)scalar, length, secret) != NULL && !BN_is_zero(secret)
        && BN_cmp(secret, EC_GROUP_get0_order(curveGroup)) < 0
        && EC_POINT_mul(curveGroup, publicPoint, secret, NULL, NULL, NULL) == 1) {
        size_t pointLength = EC_POINT_point2oct(
            curveGroup, publicPoint, POINT_CONVERSION_UNCOMPRESSED, point, sizeof point, NULL);
        if (pointLength > 0 && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1
            && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, pointLength) == 1
            && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, secret) == 1) {
            OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
            key = chirograph_pkey("EC", EVP_PKEY_KEYPAIR, parameters);
            OSSL_PARAM_free(parameters);
        }
    }
    OSSL_PARAM_BLD_free(builder);
    BN_clear_free(secret);
    EC_POINT_free(publicPoint);
    EC_GROUP_free(curveGroup);
    return key;
}

static inline EVP_PKEY *chirograph_rsa_public_key(
    const void *modulus, int modulusLength, const void *exponent, int exponentLength) {
    EVP_PKEY *key = NULL;
    BIGNUM *n = BN_bin2bn((const unsigned char *)modulus, modulusLength, NULL);
    BIGNUM *e = BN_bin2bn((const unsigned char *)exponent, exponentLength, NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    if (n != NULL && e != NULL && builder != NULL && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1) {
        OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
        key = chirograph_pkey("RSA", EVP_PKEY_PUBLIC_KEY, parameters);
        OSSL_PARAM_free(parameters);
    }
    OSSL_PARAM_BLD_free(builder);
    BN_free(n);
    BN_free(e);
    return key;
}

// The parameter `name` of `key` as exactly `length` big-endian bytes; 1, or 0 if there is none or it is longer.
static inline int chirograph_number(const EVP_PKEY *key, const char *name, void *output, int length) {
    BIGNUM *number = NULL;
    int written = -1;
    if (EVP_PKEY_get_bn_param(key, name, &number) == 1) {
        written = BN_bn2binpad(number, (unsigned char *)output, length);
    }
    BN_clear_free(number);
    return written == length;
}

static inline EVP_PKEY *chirograph_rsa_generate(size_t bits) {
    return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
}

// `numbers` holds n, e, d, p, q, dp, dq, qi one after the other, big-endian, of the eight `lengths`. Numbers that do not
// belong together are refused, so that no signature made with them can give the factors away.
static inline EVP_PKEY *chirograph_rsa_private_key(const void *numbers, const int *lengths) {
    static const char *const names[8] = {
        OSSL_PKEY_PARAM_RSA_N, OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_D, OSSL_PKEY_PARAM_RSA_FACTOR1,
        OSSL_PKEY_PARAM_RSA_FACTOR2, OSSL_PKEY_PARAM_RSA_EXPONENT1, OSSL_PKEY_PARAM_RSA_EXPONENT2,
        OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    EVP_PKEY *key = NULL;
    BIGNUM *values[8] = {NULL};
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    const unsigned char *next = (const unsigned char *)numbers;
    int complete = builder != NULL;
    for (int index = 0; index < 8 && complete; index++) {
        values[index] = BN_secure_new();
        complete = values[index] != NULL && BN_bin2bn(next, lengths[index], values[index]) != NULL
            && OSSL_PARAM_BLD_push_BN(builder, names[index], values[index]) == 1;
        next += lengths[index];
    }
    if (complete) {
        OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
        key = chirograph_pkey("RSA", EVP_PKEY_KEYPAIR, parameters);
        OSSL_PARAM_free(parameters);
        EVP_PKEY_CTX *context = key == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
        if (context == NULL || EVP_PKEY_check(context) != 1) {
            EVP_PKEY_free(key);
            key = NULL;
        }
        EVP_PKEY_CTX_free(context);
    }
    OSSL_PARAM_BLD_free(builder);
    for (int index = 0; index < 8; index++) {
        BN_clear_free(values[index]);
    }
    return key;
}

// The length of number `name` of `key` in bytes, or 0.
static inline int chirograph_number_length(const EVP_PKEY *key, const char *name) {
    BIGNUM *number = NULL;
    int length = EVP_PKEY_get_bn_param(key, name, &number) == 1 ? BN_num_bytes(number) : 0;
    BN_clear_free(number);
    return length;
}

// Sets the padding of an RSA key; `padding` 0 leaves the algorithm's own. PSS takes a salt as long as the digest, and the
// digest also for its mask (RFC 7518 section 3.5).
static inline int chirograph_set_padding(EVP_PKEY_CTX *context, int padding) {
    return padding == 0
        || (EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1
            && (padding != RSA_PKCS1_PSS_PADDING
                || EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1));
}

// 1 only if `signature` is valid.
static inline int chirograph_verify(
    EVP_PKEY *key, const EVP_MD *algorithm, int padding, const void *signature, size_t signatureLength,
    const void *message, size_t messageLength) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *keyContext = NULL;
    int valid = context != NULL && EVP_DigestVerifyInit(context, &keyContext, algorithm, NULL, key) == 1
        && chirograph_set_padding(keyContext, padding)
        && EVP_DigestVerify(
               context, (const unsigned char *)signature, signatureLength, (const unsigned char *)message,
               messageLength)
            == 1;
    EVP_MD_CTX_free(context);
    if (!valid) {
        ERR_clear_error();
    }
    return valid;
}

// The length of the signature, or 0. `capacity` is the room in `signature`; 0 bytes mean that it is too small.
static inline size_t chirograph_sign(
    EVP_PKEY *key, const EVP_MD *algorithm, int padding, void *signature, size_t capacity, const void *message,
    size_t messageLength) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *keyContext = NULL;
    size_t length = capacity;
    if (context == NULL || EVP_DigestSignInit(context, &keyContext, algorithm, NULL, key) != 1
        || !chirograph_set_padding(keyContext, padding)
        || EVP_DigestSign(
               context, (unsigned char *)signature, &length, (const unsigned char *)message, messageLength)
            != 1) {
        length = 0;
        ERR_clear_error();
    }
    EVP_MD_CTX_free(context);
    return length;
}

static inline int chirograph_hmac(
    const EVP_MD *algorithm, const void *key, int keyLength, const void *message, size_t messageLength, void *tag) {
    return HMAC(
               algorithm, key, keyLength, (const unsigned char *)message, messageLength, (unsigned char *)tag, NULL)
        != NULL;
}
