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
