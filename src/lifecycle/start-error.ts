/** Is thrown when the start cannot go on. The message tells an operator why and what to do; it holds no secret. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
