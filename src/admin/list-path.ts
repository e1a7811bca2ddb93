/** Returns the address of a list: this query, with one field set besides. */
export function listPath(list: string, query: string, added?: readonly [name: string, value: string]): string {
  const all = new URLSearchParams(query);
  if (added !== undefined) all.set(...added);
  return all.size === 0 ? list : `${list}?${all.toString()}`;
}
