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

// 1 only if `signature` is valid.
static inline int chirograph_verify(
    EVP_PKEY *key, const EVP_MD *algorithm, const void *signature, size_t signatureLength, const void *message,
    size_t messageLength) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int valid = context != NULL && EVP_DigestVerifyInit(context, NULL, algorithm, NULL, key) == 1
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
    EVP_PKEY *key, const EVP_MD *algorithm, void *signature, size_t capacity, const void *message,
    size_t messageLength) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t length = capacity;
    if (context == NULL || EVP_DigestSignInit(context, NULL, algorithm, NULL, key) != 1
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
