#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

// Macros made of others, which Swift does not import.
static const int catalog_openssl_public_key = EVP_PKEY_PUBLIC_KEY;
static const int catalog_openssl_rsa = EVP_PKEY_RSA;

// OpenSSL keeps the pointers of these names: they must outlive the call that a Swift text is lent
// for.
static const char *const catalog_openssl_modulus = OSSL_PKEY_PARAM_RSA_N;
static const char *const catalog_openssl_exponent = OSSL_PKEY_PARAM_RSA_E;
