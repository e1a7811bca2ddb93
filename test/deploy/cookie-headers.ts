import { documentedRows } from '../support/observing.js';

/** Every cookie of ours, as the document has them, which a test compares with what the product sets. */
export const OUR_COOKIES = documentedRows('docs/http-api.md', 'cookie').map(({ key }) => key);

/** Cookie headers, and what of each is for a service behind the door: whatever is not ours, however it stands between ours. */
export function cookieHeaders(): [sent: string, kept: string][] {
  const prefixes = ['__Host-', '__Secure-', '', '__Host-shop-', '__Secure-shop-'];
  const ours = prefixes.flatMap((start) => OUR_COOKIES.map((name) => `${start}${name}=a.b%20c`));
  const others = ['own=1', 'session_id=2', 'mysession=3', '__Host-own=4', 'app_session=5', '__Secure-session-token=6'];
  return [
    [others.join('; '), others.join('; ')],
    ...ours.map((pair): [string, string] => [`${pair}; own=1; ${pair}; ${pair}; last=2; ${pair}`, 'own=1; last=2']),
    [ours.join('; '), ''],
    [[...ours, 'own=1'].join('; '), 'own=1'],
    [['own=1', ...ours].join(';'), 'own=1'],
    [`session=; own=1;${ours.join(';')}`, 'own=1'],
    [`own=session=1; __Host-session=x=y; last="a b"`, 'own=session=1; last="a b"'],
  ];
}
