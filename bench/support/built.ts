const DIST = new URL('../../dist/src/', import.meta.url);

/** A module of the product as it was built: what a benchmark writes has the product's own shape. */
export function built<T>(path: string): Promise<T> {
  return import(new URL(path, DIST).href) as Promise<T>;
}
