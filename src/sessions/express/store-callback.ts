/** Hands the result to express-session, which takes callbacks and lets promises go unheard. */
export async function answer<T>(
  callback: ((error: unknown, result?: T) => void) | undefined,
  work: () => Promise<T>,
): Promise<T | void> {
  if (callback === undefined) return work();
  await work().then((result) => callback(null, result), callback);
}
