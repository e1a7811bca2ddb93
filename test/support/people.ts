import { randomBytes } from 'node:crypto';
import type { Answer, Format, Visitor } from './visitor.js';

export const PASSWORD = 'correct horse battery staple';

export interface Person {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** Somebody nobody has met before. */
export function someone(): Person {
  const name = `p${randomBytes(6).toString('hex')}`;
  return { username: name, email: `${name}@example.org`, password: PASSWORD };
}

export function register(visitor: Visitor, person: Person, format: Format = 'json'): Promise<Answer> {
  return visitor.post('/register', { ...person, passwordConfirmation: person.password }, format);
}

export function logIn(visitor: Visitor, person: Person, format: Format = 'json', fields: object = {}): Promise<Answer> {
  return visitor.post('/login', { identifier: person.username, password: person.password, ...fields }, format);
}

/** Registers and logs in somebody new. */
export async function signIn(visitor: Visitor): Promise<Person> {
  const person = someone();
  await register(visitor, person);
  await logIn(visitor, person);
  return person;
}
