/**
 * Where Node keeps what it has compiled. Whoever could write here could change the packages themselves; a folder for
 * everybody's files would be no such place.
 */
export const COMPILE_CACHE = 'node_modules/.cache/compiled';
