import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { FORMATS, signIn, type Visitor } from '../../support/visitor.js';
import { TasksModule } from './tasks.module.js';

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await Product.start({}, [TasksModule]);
  visitor = product.visitor();
  await signIn(visitor);
});

afterAll(() => product.remove());

const TASK = { title: 'Call <Ada>', notes: 'one\ntwo', due: '2026-12-24', effort: '3', area: 'work', priority: 'soon' };

async function added(by = visitor): Promise<{ path: string; remove: string }> {
  const { json } = await by.post('/tasks/new', { ...TASK, tags: ['phone', 'letter'] }, 'json');
  const { id } = json['task'] as { id: string };
  return { path: `/tasks/${id}/edit`, remove: `/tasks/${id}/delete` };
}

/** The tags of a page that belong to a field, by its name. */
const controls = (text: string, name: string) =>
  text.match(new RegExp(`<(input|select|textarea)[^>]*name="${name}"[^>]*>`, 'g')) ?? [];

describe("the guide's table", () => {
  it('keeps what a program sends, and gives it back', async () => {
    const sent = await visitor.post('/tasks/new', { ...TASK, tags: ['phone'] }, 'json');
    const task = { ...TASK, effort: 3, tags: ['phone'], version: 1 };
    expect([sent.status, sent.json['task']]).toEqual([201, { id: expect.any(String), ...task }]);
    const path = sent.headers.get('location') ?? '';
    expect((await visitor.get(path, 'json')).json['task']).toMatchObject(task);
    expect((await visitor.get('/tasks')).text).toContain('Call &lt;Ada>');
  });

  it('takes a form with one box, with two and with none', async () => {
    for (const [body, tags] of [
      ['', []],
      ['&tags=phone', ['phone']],
      ['&tags=phone&tags=letter', ['phone', 'letter']],
    ] as const) {
      const answer = await visitor.send('/tasks/new', {
        method: 'POST',
        body: `${new URLSearchParams(TASK).toString()}${body}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      });
      expect(answer.json['task']).toMatchObject({ tags });
    }
  });

  it('shows a task in its form, every value in its control', async () => {
    const { text } = await visitor.get((await added()).path);
    expect(text).toContain('value="Call &lt;Ada>"');
    expect(text).toMatch(/<textarea[^>]*aria-describedby="notes-hint"[^>]*>one\ntwo<\/textarea>/);
    expect(controls(text, 'due')).toEqual([expect.stringMatching(/type="date" value="2026-12-24"/)]);
    expect(controls(text, 'effort')).toEqual([expect.stringMatching(/type="number" value="3".*min="1"/)]);
    expect(text).toMatch(/<option value="work" selected>/);
    expect(controls(text, 'priority').filter((tag) => / checked/.test(tag))).toEqual([expect.stringContaining('value="soon"')]);
    expect(controls(text, 'tags').filter((tag) => / checked/.test(tag))).toHaveLength(2);
    expect(text).toMatch(/<input type="hidden" name="version" value="1"/);
  });

  it('changes a task once: who saw the one before gets a 409', async () => {
    const { path } = await added();
    const changed = await visitor.post(path, { ...TASK, title: 'First', tags: [], version: '1' }, 'json');
    expect([changed.status, changed.json['task']]).toEqual([200, expect.objectContaining({ title: 'First', version: 2 })]);
    for (const format of FORMATS) {
      expect((await visitor.post(path, { ...TASK, title: 'Second', version: '1' }, format)).status).toBe(409);
    }
    expect((await visitor.get(path, 'json')).json['task']).toMatchObject({ title: 'First', version: 2 });
  });

  it('deletes a task, from its list too', async () => {
    const { path, remove } = await added();
    const deleted = await visitor.post(remove);
    expect([deleted.status, deleted.headers.get('location')]).toEqual([303, '/tasks']);
    expect((await visitor.get(path, 'json')).status).toBe(404);
  });

  it('is nobody else\u2019s', async () => {
    const { path, remove } = await added();
    const other = product.visitor();
    await signIn(other);
    for (const answer of [
      await other.get(path, 'json'),
      await other.post(path, { ...TASK, version: '1' }, 'json'),
      await other.post(remove, {}, 'json'),
      await visitor.get('/tasks/no-id/edit', 'json'),
    ]) {
      expect(answer.json['code']).toBe('not_found');
    }
    expect((await visitor.get(path, 'json')).status).toBe(200);
  });
});

const WRONG = { title: ' ', due: '2026-02-30', effort: '0', area: 'elsewhere', priority: '', tags: 'x', notes: 'kept' };

describe('a refused form', () => {
  it.each(FORMATS)('names every field at fault (%s)', async (format) => {
    const answer = await visitor.post('/tasks/new', WRONG, format);
    expect(answer.status).toBe(422);
    for (const text of [
      'Please give it a title',
      'Please give a day',
      'Please give whole hours',
      'Please choose an area',
      'Please choose one',
      'Please choose from these',
    ]) {
      expect(answer.text).toContain(text);
    }
  });

  it('keeps what was typed, on a new page and on an old one', async () => {
    for (const path of ['/tasks/new', (await added()).path]) {
      const { text } = await visitor.post(path, { ...TASK, effort: '0', tags: 'letter', version: '1' });
      expect(text).toContain(`action="${path}"`);
      expect(text).toContain('>one\ntwo</textarea>');
      expect(text).toMatch(/<option value="work" selected>/);
      expect(controls(text, 'priority').filter((tag) => / checked/.test(tag))).toEqual([expect.stringContaining('value="soon"')]);
      expect(controls(text, 'tags').filter((tag) => / checked/.test(tag))).toEqual([expect.stringContaining('value="letter"')]);
    }
  });

  it.each(['title', 'due', 'effort', 'area', 'priority', 'tags'])('ties its message to the control (%s)', async (name) => {
    const { text } = await visitor.post('/tasks/new', WRONG);
    expect(text).toContain(`id="${name}-error"`);
    for (const tag of controls(text, name)) {
      expect(tag).toContain('aria-invalid="true"');
      expect(tag).toMatch(new RegExp(`aria-describedby="([\\w-]+ )*${name}-error`));
    }
  });
});
