/**
 * These stand unseen at the ends of a pasted name or address: white space (WHATWG Infra), no-break spaces, and
 * characters of no width (ZERO WIDTH SPACE to JOINER, WORD JOINER, the byte order mark).
 */
const DROPPED = new Set('\t\n\f\r \u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff');

/** Drops outer white space, which nobody sees. It uses no regular expression, because they backtrack on long runs. */
export function trimOuter(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && DROPPED.has(text.charAt(start))) start += 1;
  while (end > start && DROPPED.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
