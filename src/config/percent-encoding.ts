/*
 * Percent-encoding in the addresses of stores (RFC 3986, 2.1). What is thrown completes the sentence "<VARIABLE> ..."
 * and names a character and its encoding, never the text around it.
 */

interface Raw {
  readonly text: string;
  readonly authority: string;
  readonly rest: string;
  readonly query: string;
}

/** Decodes `%40` to `@`; a `%` that begins no escape is itself, as in WHATWG URLs. Throws where escapes make no text. */
export function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      const plain = decodeURIComponent(escapes);
      if (!plain.includes('\0')) return plain;
    } catch {
      // The error below tells it.
    }
    throw new Error(
      'has a % whose two digits stand for no character: write %25 for a % that is part of a user, password or name',
    );
  });
}

/** Refuses characters that end a part where they stand, so that nobody can tell what was meant. */
export function refuseBareDelimiters({ text, authority, rest, query }: Raw): void {
  if (text.includes('#')) throw bare('#', '%23');
  if (rest.includes('@')) {
    throw new Error('has an @ after a /: write %2F for a / in a password, and %40 for an @ in the name of a database');
  }
  if (query === '' && /&[a-z_]+=/i.test(rest)) {
    throw new Error('has parameters after an &: write ? before the first of them (and %26 for an & in the name of a database)');
  }
  // Where the part before has no user, a password was cut by its own question mark.
  if (query.includes('@') && !authority.includes('@') && !/^[a-z_]+=/i.test(query)) throw bare('?', '%3F');
}

function bare(character: string, encoding: string): Error {
  return new Error(
    `has a ${character} that ends the address there: write ${encoding} for a ${character} in a user, password or name`,
  );
}
