/** Node, SQLite (errcode), PostgreSQL and PGlite (WASI's errno) say this when a disk takes no more. */
const REASONS: Readonly<Record<string | number, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EIO: 'the disk has failed',
  EACCES: 'this user has no right to',
  '53100': 'the disk is full',
};
const SQLITE: Readonly<Record<number, string>> = {
  8: 'the disk is read-only',
  10: 'the disk has failed',
  13: 'the disk is full',
};
const WASI: Readonly<Record<number, string>> = {
  19: 'the disk quota is used up',
  29: 'the disk has failed',
  51: 'the disk is full',
  69: 'the disk is read-only',
};

/** Tells an operator why a disk takes no more; undefined for every other error. */
export function diskRefusal(error: unknown): string | undefined {
  const { name, code, errcode, errno } = Object(error) as Partial<Record<string, unknown>>;
  if (typeof errcode === 'number') return SQLITE[errcode & 0xff];
  if (name === 'ErrnoError' && typeof errno === 'number') return WASI[errno];
  return typeof code === 'string' ? REASONS[code] : undefined;
}
