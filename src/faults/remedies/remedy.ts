/** One fault that people make often, and how its error is known. All that a row names must hold; the first row counts. */
export interface Remedy {
  readonly fault: string;
  /** Names of classes. */
  readonly is?: readonly string[];
  /** Values of the error's `code`: of Node, of PostgreSQL (SQLSTATE), of a problem. */
  readonly code?: readonly string[];
  /** What the message says, where a library throws one class with one code for everything. */
  readonly says?: RegExp;
  readonly stack?: RegExp;
  readonly remedy: string;
}
