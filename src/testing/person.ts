import { randomBytes } from 'node:crypto';
import { type Answer, type Format, Visitor } from './visitor.js';

/** The password of everybody in a test. */
export const PASSWORD = 'correct horse battery staple';

export interface Person {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** A browser in which this person is signed in. */
export class SignedInVisitor extends Visitor {
  constructor(
    origin: string,
    headers: Record<string, string>,
    readonly person: Person & { readonly id: string },
  ) {
    super(origin, headers);
  }
}

/** Makes up somebody nobody has met before. */
export function someone(): Person {
  const name = `p${randomBytes(6).toString('hex')}`;
  return { username: name, email: `${name}@example.org`, password: PASSWORD };
}

/** Sends the form of the page /register. */
export function register(visitor: Visitor, person: Person, format: Format = 'json'): Promise<Answer> {
  return visitor.post('/register', { ...person, passwordConfirmation: person.password }, format);
}

/** Sends the form of the page /login. */
export function logIn(visitor: Visitor, person: Person, format: Format = 'json', fields: object = {}): Promise<Answer> {
  return visitor.post('/login', { identifier: person.username, password: person.password, ...fields }, format);
}

/** Registers and logs in somebody new, as people do: by both forms, passwords hashed. */
export async function signIn(visitor: Visitor): Promise<Person> {
  const person = someone();
  await register(visitor, person);
  await logIn(visitor, person);
  return person;
}
