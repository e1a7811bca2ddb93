import { domainToUnicode } from 'node:url';

/**
 * Returns what people call a site by its address: of `https://www.example.org:8443` the host with and without `www`,
 * port and scheme, and each row of its labels (`example.org`, `www.example`, `example`); a host of another script in
 * that script too.
 */
export function siteNames({ hostname, port }: URL): readonly string[] {
  const spellings = [hostname, domainToUnicode(hostname)].filter((name) => name !== '');
  const rows = spellings.flatMap((name) => rowsOf(['www', ...name.split('.')]));
  const ends = port === '' ? ['', '/'] : ['', '/', `:${port}`, `:${port}/`];
  const names = ['', 'http://', 'https://'].flatMap((scheme) => rows.flatMap((row) => ends.map((end) => scheme + row + end)));
  return [...new Set(names)];
}

/** Returns every row of neighbouring labels, joined again. */
function rowsOf(labels: readonly string[]): string[] {
  return labels.flatMap((_, start) =>
    labels.slice(start).map((_last, length) => labels.slice(start, start + length + 1).join('.')),
  );
}
