import COpenSSL

/// Owns one `EVP_PKEY*` that holds an RSA key; freed when the last reference goes.
///
/// The pointer is never written to after it was made, and OpenSSL 3 counts its references with
/// atomics and allows one key to be used by several threads at once: hence `@unchecked Sendable`.
@safe final class OpenSSLKey: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Takes over the pointer; nil unless it is an RSA key of an allowed length.
    init?(owning pointer: OpaquePointer?) {
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
        // A key for RSA-PSS alone has another type.
        guard unsafe EVP_PKEY_get_base_id(pointer) == catalog_openssl_rsa,
            RSAPublicKey.bitsAllowed.contains(Int(unsafe EVP_PKEY_get_bits(pointer)))
        else { return nil }
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    /// Lends the pointer for the length of one call.
    func withUnsafePointer<Answer>(_ body: (OpaquePointer) -> Answer) -> Answer {
        unsafe body(pointer)
    }

    /// A public key from its numbers, each big-endian; nil when OpenSSL does not take them.
    static func make(modulus: [UInt8], exponent: [UInt8]) -> OpenSSLKey? {
        // Every pointer below is made here, checked before use (the functions take nil where it
        // was not), and freed here; the key alone outlives the call.
        let n = unsafe BN_bin2bn(modulus, Int32(modulus.count), nil)
        let e = unsafe BN_bin2bn(exponent, Int32(exponent.count), nil)
        let builder = unsafe OSSL_PARAM_BLD_new()
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer {
            unsafe BN_free(n)
            unsafe BN_free(e)
            unsafe OSSL_PARAM_BLD_free(builder)
            unsafe EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        guard let n = unsafe n, let e = unsafe e, let builder = unsafe builder,
            let context = unsafe context,
            unsafe OSSL_PARAM_BLD_push_BN(builder, catalog_openssl_modulus, n) == 1,
            unsafe OSSL_PARAM_BLD_push_BN(builder, catalog_openssl_exponent, e) == 1,
            let parameters = unsafe OSSL_PARAM_BLD_to_param(builder)
        else { return nil }
        defer { unsafe OSSL_PARAM_free(parameters) }
        var key: OpaquePointer?
        guard unsafe EVP_PKEY_fromdata_init(context) == 1,
            unsafe EVP_PKEY_fromdata(context, &key, catalog_openssl_public_key, parameters) == 1
        else { return nil }
        return unsafe OpenSSLKey(owning: key)
    }

    /// A new key pair; takes some hundred milliseconds.
    static func generate(bits: Int) -> OpenSSLKey? {
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer {
            unsafe EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        var key: OpaquePointer?
        guard let context = unsafe context, unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1,
            unsafe EVP_PKEY_generate(context, &key) == 1
        else { return nil }
        return unsafe OpenSSLKey(owning: key)
    }

    /// A private key from its PEM text; nil for other keys and for encrypted ones.
    static func read(pem: [UInt8]) -> OpenSSLKey? {
        // The memory buffer reads from the array while it lives, which is the closure's length.
        unsafe pem.withUnsafeBytes { bytes in
            guard let count = Int32(exactly: bytes.count),
                let source = unsafe BIO_new_mem_buf(bytes.baseAddress, count)
            else { return nil }
            defer {
                unsafe BIO_free(source)
                ERR_clear_error()
            }
            // Without a function of ours, OpenSSL would ask for a password at the terminal.
            return unsafe OpenSSLKey(
                owning: PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil))
        }
    }

    /// The private key as PEM (PKCS #8, not encrypted); nil where this is a public key.
    var pem: [UInt8]? {
        guard let sink = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer {
            unsafe BIO_free(sink)
            ERR_clear_error()
        }
        guard
            unsafe PEM_write_bio_PKCS8PrivateKey(sink, pointer, nil, nil, 0, nil, nil) == 1
        else { return nil }
        var text = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(sink))
        // The array has room for all that is pending.
        let count = unsafe BIO_read(sink, &text, Int32(text.count))
        return count == Int32(text.count) ? text : nil
    }

    /// One of the key's numbers, big-endian without leading zeros.
    func number(_ name: String) -> [UInt8]? {
        var found: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(pointer, name, &found) == 1, let found = unsafe found
        else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe BN_clear_free(found) }
        var bytes = [UInt8](repeating: 0, count: (Int(unsafe BN_num_bits(found)) + 7) / 8)
        // The array has room for all bits of the number.
        return unsafe BN_bn2bin(found, &bytes) == Int32(bytes.count) ? bytes : nil
    }
}
