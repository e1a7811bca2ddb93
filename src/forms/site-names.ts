import { domainToUnicode } from 'node:url';

/**
 * What people call a site by its address: of `https://www.example.org:8443` the whole, the host with and without port, and
 * each row of its labels (`example.org`, `www.example`, `example`); a host of another script in that script too.
 */
export function siteNames({ origin, host, hostname, port }: URL): readonly string[] {
  const spellings = [hostname, domainToUnicode(hostname)].filter((name) => name !== '');
  const names = spellings.flatMap((name) => rowsOf(name.split('.')));
  const withPort = port === '' ? [] : names.map((name) => `${name}:${port}`);
  return [...new Set([origin, `${origin}/`, host, ...names, ...withPort])];
}

/** Every row of neighbouring labels, joined again. */
function rowsOf(labels: readonly string[]): string[] {
  return labels.flatMap((_, start) =>
    labels.slice(start).map((_last, length) => labels.slice(start, start + length + 1).join('.')),
  );
}
