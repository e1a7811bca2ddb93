import { listPath } from '../list-path.js';

/** Returns the address of a list of events: this query, with one field set besides. */
export function pathOf(query: string, added?: readonly [name: string, value: string]): string {
  return listPath('/admin/events', query, added);
}
