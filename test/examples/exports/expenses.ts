export interface Expense {
  readonly day: string;
  readonly text: string;
  readonly amount: number;
}

/** By account; a real one is a table. */
export const EXPENSES = new Map<string, readonly Expense[]>();

/** A real one asks its table for a thousand rows at a time: `where: { user, id: { $gt: last } }, orderBy: { id: 'asc' }`. */
export async function* expensesOf(user: string): AsyncGenerator<Expense> {
  yield* EXPENSES.get(user) ?? [];
}
