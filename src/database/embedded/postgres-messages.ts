/** What the thread is given: the folder of the cluster, and where Node keeps what it has compiled. */
export interface Given {
  readonly folder: string;
  readonly compileCache: string | undefined;
}

/** What the thread is asked to do; `transaction` is what `begin` has answered. */
export type Task =
  | { readonly kind: 'query'; readonly sql: string; readonly parameters: readonly unknown[]; readonly transaction?: number }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' | 'rollback'; readonly transaction: number }
  | { readonly kind: 'close' };

/** The answer to the task of that number. An error is sent by its fields: of an Error that is sent only three remain. */
export interface Answer {
  readonly number: number;
  readonly result?: unknown;
  readonly error?: ErrorFields;
}

/** The number of the first answer, which nobody asks for: it says that statements are taken, or why they are not. */
export const OPENED = 0;

export type ErrorFields = Readonly<Record<string, string | number>> & { readonly message: string };
