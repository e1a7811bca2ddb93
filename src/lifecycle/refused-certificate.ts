/**
 * OpenSSL and Node say this of a certificate that they do not trust
 * (nodejs.org/api/tls.html#x509-certificate-error-codes), or that is made out to another host.
 */
const VERDICT =
  /^(CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|PATH_LENGTH_|INVALID_CA$|INVALID_PURPOSE$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/;

/** Returns true when the other side has shown a certificate that was refused: waiting does not mend that. */
export function isRefusedCertificate(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && VERDICT.test(code);
}
