import { afterAll, expect, it } from 'vitest';
import { startProduct } from '../../../src/testing/index.js';
import { NotesModule } from '../notes/notes.module.js';

const product = await startProduct({ modules: [NotesModule] });
afterAll(() => product.remove());

it('shows their own notes to who is signed in', async () => {
  const ada = await product.signedIn();
  expect((await ada.get('/notes')).text).toContain(`Only ${ada.person.username} sees this.`);
});

it('sends guests to the login page, and from there to the notes', async () => {
  expect((await product.visitor().get('/notes')).headers.get('location')).toBe('/login?next=%2Fnotes');
});
