import { UniqueConstraintViolationException } from '@mikro-orm/core';

export type UniqueField = 'username' | 'email';

/** Is thrown when another account has this name or address: the database says so, whatever was asked before. */
export class FieldTaken extends Error {
  override readonly name = 'FieldTaken';

  constructor(readonly field: UniqueField) {
    super(field);
  }
}

/** Returns which field of an account the database has refused because another account has it. */
export function takenField(error: unknown): FieldTaken | undefined {
  if (!(error instanceof UniqueConstraintViolationException)) return undefined;
  const constraint: unknown = Reflect.get(error, 'constraint');
  if (constraint === 'users_username_key_unique') return new FieldTaken('username');
  return constraint === 'users_email_unique' ? new FieldTaken('email') : undefined;
}
