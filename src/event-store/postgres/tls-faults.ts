/** What to do about a TLS connection that does not come about, by the code that Node or OpenSSL gives. */
const BY_CODE: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, "renew the server's certificate"],
  [/^CERT_NOT_YET_VALID$/, "set the clock right here, or renew the server's certificate"],
  [
    /SELF_SIGNED_CERT|^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)/,
    "let sslrootcert in the address name the file of whoever signed the server's certificate",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/,
    "use a host name that is in the server's certificate",
  ],
  [/^ERR_OSSL_/, 'sslcert and sslkey in the address must name a certificate and its key, in PEM'],
  [/^EPROTO$|^ERR_(TLS|SSL)_/, 'compare what server and address say of TLS: sslmode, sslcert'],
  [
    /^(CERT|CRL|INVALID|PATH_LENGTH|UNABLE_TO)_|^ERROR_IN_(CERT|CRL)_/,
    "mend the server's certificate",
  ],
];

/** What the driver says, without a code, of a server without TLS. */
const NO_TLS = 'The server does not support SSL connections';

/**
 * What to do about a fault of TLS or its certificates, which waiting does not mend; `undefined` for any other.
 */
export function adviceOnTls(error: object): string | undefined {
  if ('message' in error && error.message === NO_TLS) {
    return 'turn ssl on at the server, or take sslmode out of the address';
  }
  if (!('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  return BY_CODE.find(([codes]) => codes.test(code))?.[1];
}
