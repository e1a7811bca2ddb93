/** What paths are made of, plain and odd: separators in every coding, dots, and what parsers differ about. */
const PIECES = ['a', 'b', 'Z', '9', 'service', 'login', 'auth', 'verify', 'auth/verify', 'public', '_gatehouse', '/', '//', '///', '/./', '/../', '/..', '..', '.', ';', '/..;/', ';a=b', '%2f', '%2F', '%5c', '%2e%2e', '%2e', '/%2e%2e/', '%252f', '%25', '%20', '%00', '%0d%0a', '%ff', '%c3%a9', '%C0%AF', '%zz', '%', '\\', '\\..\\', '\u00e9', '\u00ff', '?', '?a=b&c=d', '??', '&', '=', '#', '*', '@', ':', '!', "'", '"', '<', '>', '|', '^', '`', '{', '}', '[', ']', '~', '+', ',', '$', '(', ')']; // prettier-ignore

/** Always the same ones for a seed (Park and Miller's generator), so that a failure can be looked into. */
export function oddPaths(count: number, prefix: string, seed = 20_261_123): string[] {
  let state = seed;
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  return Array.from({ length: count }, () => {
    const pieces = Array.from({ length: 1 + next(9) }, () => PIECES[next(PIECES.length)] ?? '');
    // A few begin elsewhere, and find their way below the prefix, or do not.
    return (next(8) === 0 ? '/' : prefix) + pieces.join('');
  });
}
