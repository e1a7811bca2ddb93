/** Returns the address of a list of events: this query, with one field set besides. */
export function pathOf(query: string, added?: readonly [name: string, value: string]): string {
  const all = new URLSearchParams(query);
  if (added !== undefined) all.set(...added);
  return all.size === 0 ? '/admin/events' : `/admin/events?${all.toString()}`;
}
