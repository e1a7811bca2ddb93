import { expect } from 'vitest';
import { logIn, type Person, register, someone } from './people.js';
import type { Visitor } from './visitor.js';

const NEW_PASSWORD = 'a quiet lamp above seven stairs';

/**
 * All that a person does, on two devices, each step checked: register, log in, come back remembered, look at the
 * sessions and end one, change the password, log out. The person, with the new password.
 */
export async function wholeJourney(browser: (headers: Record<string, string>) => Visitor): Promise<Person> {
  const [phone, desk] = [browser({ 'user-agent': 'the phone' }), browser({ 'user-agent': 'the desk' })];
  const person = someone();
  expect((await register(phone, person)).status).toBe(201);
  expect((await logIn(phone, { ...person, password: 'not this one' })).status).toBe(401);
  for (const device of [phone, desk]) expect((await logIn(device, person, 'json', { remember: true })).status).toBe(200);
  // Only what the browser keeps is left.
  for (const name of phone.cookies.keys()) if (name.endsWith('session')) phone.cookies.delete(name);
  expect((await phone.get('/session', 'json')).json).toMatchObject({ authenticated: true, remembered: true, fresh: false });
  expect((await phone.post('/confirm', { password: person.password }, 'json')).status).toBe(200);

  const { sessions } = (await phone.get('/settings/sessions', 'json')).json;
  const atDesk = (sessions as { id: string; userAgent: string }[]).find(({ userAgent }) => userAgent === 'the desk');
  expect((await phone.post(`/settings/sessions/${atDesk?.id}/revoke`, {}, 'json')).status).toBe(200);
  expect((await desk.get('/dashboard', 'json')).status).toBe(401);

  const change = { currentPassword: person.password, password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };
  expect((await phone.post('/settings/password', change, 'json')).status).toBe(200);
  expect((await phone.post('/logout', {}, 'json')).status).toBe(204);
  const changed = { ...person, password: NEW_PASSWORD };
  expect((await logIn(desk, changed)).status).toBe(200);
  return changed;
}
