/** Returns `/login?next=...`, or the plain path where there is nowhere to go on to. */
export function pathWithNext(path: string, next: string | null): string {
  return next === null ? path : `${path}?next=${encodeURIComponent(next)}`;
}

/** Returns `/confirm?next=...`; with level 2 its page asks for what a second factor lacks. */
export function confirmPath(next: string | null, level: 1 | 2): string {
  const path = pathWithNext('/confirm', next);
  return level === 1 ? path : `${path}${next === null ? '?' : '&'}level=2`;
}
