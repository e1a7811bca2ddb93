/** Real servers and other programs that a test starts for itself and ends again. */

export * from './certificates.js';
export * from './postgresql.js';
export * from './program.js';
export * from './redis.js';
export * from './small-disk.js';
