/** Shorter values would be found everywhere in a text. */
const SHORTEST = 4;

const MASK = '[hidden]';

/** The user and password of an address, in an error that quotes one. */
const CREDENTIALS = /(?<=[a-z][a-z\d+.-]*:\/\/)[^\s/?#@]+@/gi;

/** Names of fields and headers whose values are for nobody's eyes. */
const SECRET_NAME =
  /pass|secret|token|cookie|auth(?!ors?\b)|key|signature|session|code|pin\b|otp|nonce|csrf|credential|jwt|assertion|oidc|client-cert|\bsid\b/i;

/** Tells whether a field or a header may hold a secret, by its name. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Hides these secrets in a text, as they are, in JSON and in addresses, and the credentials of addresses. */
export function masked(text: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap(spellings)
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  return hidden.replaceAll(CREDENTIALS, `${MASK}@`);
}

function spellings(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
}
