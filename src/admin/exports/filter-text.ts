/** What these say may name a person, whose erasure would not reach the rows of somebody else. */
const PERSONAL: ReadonlySet<string> = new Set(['q', 'account', 'actor', 'address']);

/** Returns a filter in one line for the log: fields with their values, but of those that may name a person the field alone. */
export function filterText(typed: Readonly<Record<string, string>>): string {
  const fields = Object.entries(typed).map(([field, text]) => (PERSONAL.has(field) ? field : `${field}=${text}`));
  return fields.length === 0 ? 'all' : fields.join(', ');
}
