/** Drops outer ASCII white space (WHATWG Infra). It uses no regular expression, because they backtrack on long runs. */
export function trimAscii(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/**
 * Returns the text with A to Z in lower case and nothing else changed: `toLowerCase()` would make KELVIN SIGN a `k`
 * and open somebody else's account (Django CVE-2019-19844).
 */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function isPrintableAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}
