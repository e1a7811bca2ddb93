/** Secrets are never kept, nor shown again. */
const SECRET = /password|passphrase|secret|token/i;

/** What a form carries beside what was typed. */
const NOT_TYPED: readonly string[] = ['account', 'formId', 'next'];

/** The account that a form names, and what a person has typed into it: fields of one text, and none that may be a secret. */
export function textsIn(body: unknown): { readonly account?: string; readonly texts: Readonly<Record<string, string>> } {
  const fields = Object.entries(Object(body) as Record<string, unknown>);
  const single = fields.filter((field): field is [string, string] => typeof field[1] === 'string');
  const account = single.find(([name]) => name === 'account')?.[1];
  const texts = Object.fromEntries(single.filter(([name]) => !NOT_TYPED.includes(name) && !SECRET.test(name)));
  return { texts, ...(account !== undefined && { account }) };
}
