/** Returns PostgreSQL's five characters for what went wrong (SQLSTATE), or an empty text. */
export function sqlState(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : '';
}
