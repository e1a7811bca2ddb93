import type { ComponentChildren } from 'preact';

/** Fills the gaps of a text with parts of a page, in the order in which the language has them. */
export function phrase(text: string, parts: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  // With a group in it, split() keeps what it has split at: every second piece is the name of a gap.
  return text.split(/\{(\w+)\}/).map((piece, index) => (index % 2 === 0 ? piece : parts[piece]));
}
