import { PGlite } from '@electric-sql/pglite';

/**
 * PostgreSQL fills its buffers with zeros when it starts: the 128 MB that it has by default would be most of the
 * memory of the process and much of its start. The files are in the page cache of the kernel anyway.
 */
const BUFFERS = '8MB';

/** Says how the embedded PostgreSQL is started. */
export const startParams = (): string[] => [...PGlite.defaultStartParams, '-c', `shared_buffers=${BUFFERS}`];
