/** This is an address with the name that mail programs show beside it. */
export interface Address {
  /** This is empty for none. */
  readonly name: string;
  readonly address: string;
}

/** One `@`, a domain of labels, no blank, quote, comma, angle bracket or control character: nothing is left to a parser. */
const PLAIN = /^[^\s\p{Cc}@,;:<>()[\]\\"]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/iu;

/** Tells whether this is one address that no parser of headers reads as another one, or as two. */
export function isPlainAddress(text: string): boolean {
  return text.length <= 254 && PLAIN.test(text) && !text.includes('..');
}

/**
 * Parses `no-reply@mail.example.org` or `Shop <no-reply@mail.example.org>`. What is thrown completes the sentence
 * "<VARIABLE> ...".
 */
export function mailAddress(text: string): Address {
  const [, name = '', inBrackets] = /^(?:([^<>]*?)\s*<([^<>]*)>|)$/u.exec(text.trim()) ?? [];
  const address = inBrackets ?? text.trim();
  const plainName = name.replace(/^"([^"]*)"$/, '$1');
  if (!isPlainAddress(address) || /["\p{Cc}]/u.test(plainName) || plainName.length > 100) {
    throw new Error('must be one address, such as no-reply@mail.example.org or Shop <no-reply@mail.example.org>');
  }
  return { name: plainName, address };
}

/** Returns the domain of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
