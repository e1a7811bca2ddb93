/** Returns `/login?next=...`, or the plain path where there is nowhere to go on to. */
export function pathWithNext(path: string, next: string | null): string {
  return next === null ? path : `${path}?next=${encodeURIComponent(next)}`;
}
