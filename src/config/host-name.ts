/**
 * Tells whether `URL.hostname` is a name or address that can be looked up. URLs accept more, such as a `*` that somebody takes
 * for a pattern, or a `${HOST}` that nobody has replaced. An underscore stands in names of containers.
 */
export function isHostName(hostname: string): boolean {
  return /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])$/.test(hostname);
}
