/*
 * What people write into the address of a store that is another form, or another store's. What is thrown completes
 * the sentence "<VARIABLE> ..." and never quotes the text: any of it may be a password.
 */

/** These are forms of other programs, each with its remedy; the right form is added after `write`. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^\s|\s$/, 'has a blank or a line break at its beginning or end: take it away'],
  [/^["'`]|["`]$/, 'stands in quotes, which are part of the value here: take them away'],
  [/^(psql|redis-cli|valkey-cli)\s/i, 'is a command: keep only the address in it'],
  [/^jdbc:/i, 'is an address for JDBC: take jdbc: away, and write user and password before the host'],
  [
    /^(postgres(ql)?|redis)\+(psycopg2?|asyncpg|pg8000|psycopg_async|aioredis)/i,
    'names a driver of Python: take it and its + away',
  ],
  [/^(host|hostaddr|user|dbname|port|password)\s*=/i, "is in libpq's form of names and values: write"],
  [/^(server|data source|host|username|user id)\s*=.*;/i, "is in ADO.NET's form of names and values: write"],
  [/^[\w.-]+(:\d+)?,\s*(password|ssl|user|abortconnect|allowadmin)\s*=/i, "is in StackExchange.Redis' form: write"],
  [
    /^[a-z0-9+]+:\/\/[^:@/?]+(:\d+)?,\s*(password|ssl|user|abortconnect)\s*=/i,
    'has options after a comma, as StackExchange.Redis writes them: write',
  ],
];

/** Throws unless the text is one address of these schemes, without blanks, quotes and forms of other programs. */
export function refuseForeignForm(text: string, schemes: readonly string[], example: string): void {
  const [, remedy] = FORMS.find(([form]) => form.test(text)) ?? [];
  if (remedy !== undefined) throw new Error(remedy.endsWith(': write') ? `${remedy} ${example}` : remedy);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || !schemes.includes(scheme)) {
    throw new Error(
      `must be an address that begins with ${schemes.map((name) => `${name}://`).join(' or ')}, such as ${example}`,
    );
  }
  // Drivers accept a blank in a parameter (options=-c search_path=app); anywhere else it is a slip of the hand.
  const [address = '', ...parameters] = text.split('?');
  if (/[\s\p{Cc}\p{Cf}]/u.test(address) || /[\p{Cc}\p{Cf}]/u.test(parameters.join('?'))) {
    throw new Error(
      'has a blank, a line break or an invisible character in it: take it away, or write %20 for a blank in a password',
    );
  }
}
