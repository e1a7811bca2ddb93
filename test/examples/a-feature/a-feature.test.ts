import { MikroORM } from '@mikro-orm/core';
import { Controller, Get, Global, Injectable, Module } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.js';
import { readSettings } from '../../../src/config/read-settings.js';
import { SettingsError } from '../../../src/config/setting-error.js';
import { Feature } from '../../../src/features/feature.js';
import { Features } from '../../../src/features/features.js';
import { TextProvider } from '../../../src/http/responses/text-provider.js';
import { Logger } from '../../../src/log/logger.js';
import type { AccountEvent } from '../../../src/users/account-events.js';
import { Product } from '../../support/product.js';
import { FORMATS, logIn, register, signIn, someone, type Visitor } from '../../support/visitor.js';
import { NotesModule } from './notes.module.js';
import { NotesSettings } from './notes.settings.js';

const german = { notesLink: 'Notizen', noteKept: 'Gemerkt.', dashboardLink: 'Start' };

@Injectable()
class German extends TextProvider {
  for(request: Request) {
    return request.acceptsLanguages(['en', 'de']) === 'de' ? german : {};
  }
}

@Injectable()
class Listener {
  readonly heard: AccountEvent[] = [];

  @OnEvent('note-added')
  hear(event: AccountEvent) {
    this.heard.push(event);
  }
}

@Controller('staff')
class StaffController {
  @Get()
  show() {
    return {};
  }
}

@Module({ controllers: [StaffController] })
@Feature({
  texts: { staffLink: 'Staff' },
  navigation: [
    { label: 'staffLink' as never, path: '/staff', order: 1, audience: ({ username }) => username.startsWith('staff') },
  ],
})
class StaffModule {}

@Global()
@Module({
  imports: [NotesModule, StaffModule],
  providers: [Listener, { provide: TextProvider, useClass: German }],
  exports: [TextProvider],
})
class TeamModule {}

let product: Product;
let visitor: Visitor;

beforeAll(async () => {
  product = await Product.start({ NOTES_SHOWN: '2' }, [TeamModule]);
  visitor = product.visitor();
  await signIn(visitor);
});

afterAll(() => product.remove());

const links = (html: string) => [...html.matchAll(/<a class="d-block[^>]*href="([^"]+)"/g)].map(([, path]) => path);

describe("a team's feature", () => {
  it('has its table, made by its own migration', async () => {
    const rows = await product.app
      .get(MikroORM)
      .em.getConnection()
      .execute('select name from mikro_orm_migrations order by name');
    expect(rows.map(({ name }: { name: string }) => name)).toContain('Migration20261129180000_notes');
  });

  it.each(FORMATS)('has its page behind the door, its form and its message at a field (%s)', async (format) => {
    expect((await product.visitor().get('/notes', 'json')).status).toBe(401);
    const refused = await visitor.post('/notes', { text: ' ' }, format);
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('A note has 1 to 200 characters')]);
    expect((await visitor.post('/notes', { text: `Kept by ${format}` }, format)).status).toBe(format === 'html' ? 303 : 201);
    expect((await visitor.get('/notes', format)).text).toContain(`Kept by ${format}`);
  });

  it('shows its flash message once', async () => {
    await visitor.post('/notes', { text: 'flash' }, 'html');
    expect((await visitor.get('/notes')).text).toContain('Your note has been kept.');
    expect((await visitor.get('/notes')).text).not.toContain('Your note has been kept.');
  });

  it('is told its setting, typed and by its class', async () => {
    expect(product.app.get(NotesSettings).shown).toBe(2);
    for (const text of ['one', 'two', 'three']) await visitor.post('/notes', { text }, 'json');
    expect((await visitor.get('/notes', 'json')).json['notes']).toEqual(['three', 'two']);
  });

  it('has its links and its row where the product shows such, in their order', async () => {
    const html = (await visitor.get('/notes')).text;
    expect(links(html)).toEqual(['/dashboard', '/notes', '/settings', '/profile']);
    expect(html).toMatch(/href="\/notes" aria-current="page">Notes</);
    expect((await visitor.get('/settings')).text).toContain('<a href="/notes/new">Write a note</a>');
    expect((await visitor.get('/profile')).text).toContain('<dt>Notes since</dt>');
    expect(links((await product.visitor().get('/')).text)).toEqual(['/login', '/register']);
  });

  it('shows a link to those whom it is meant for', async () => {
    const staff = product.visitor();
    const person = { ...someone(), username: 'staff1' };
    await register(staff, person);
    await logIn(staff, person);
    expect(links((await staff.get('/dashboard')).text)).toContain('/staff');
    expect(links((await visitor.get('/dashboard')).text)).not.toContain('/staff');
  });

  it('is translated with the rest, and what is not stays English', async () => {
    const html = (await visitor.get('/notes', 'html', { 'accept-language': 'de' })).text;
    expect(html).toMatch(/>Start<.*>Notizen<.*>Settings</s);
  });

  it('announces its event to listeners, to the log and to its counter', async () => {
    const { heard } = product.app.get(Listener, { strict: false });
    heard.length = 0;
    const counts = () => new Map(product.app.get(Logger).securityEvents).get('note-added') ?? NaN;
    const before = counts();
    await visitor.post('/notes', { text: 'heard' }, 'json');
    expect(heard).toMatchObject([{ name: 'note-added', accountId: expect.any(String) }]);
    expect(counts() - before).toBe(1);
  });
});

describe('a start', () => {
  const env = { NOTES_SHOWN: 'many', PORT: 'x', DATA_DIR: '/nowhere' };

  it("names a team's wrong settings in one go with the product's", async () => {
    const { settings: parts } = await Features.of([TeamModule]);
    expect(() => readSettings(env, { parts })).toThrow(/^PORT must [^\n]+\nNOTES_SHOWN must be a whole number from 1 to 100$/);
  });

  it('of an application refuses them before anything is opened', async () => {
    const settings = readSettings({ ...env, PORT: '0' });
    await expect(createApp(settings, [TeamModule])).rejects.toThrow(SettingsError);
  });

  it.each([
    ['the same text', { texts: { notesLink: 'x' } }, 'two modules bring a text called "notesLink"'],
    [
      'a link without a text',
      { navigation: [{ label: 'nothing' as never, path: '/', order: 1 }] },
      'no module brings the text "nothing"',
    ],
    ['a migration without a time', { migrations: [class Notes {} as never] }, 'a migration is called Notes'],
    ['the same migration', { migrations: [class Migration20261129180000_notes {} as never] }, 'two migrations are called'],
  ])('refuses a module that brings %s', async (_what, parts, message) => {
    @Module({})
    @Feature(parts)
    class Another {}
    await expect(Features.of([NotesModule, Another])).rejects.toThrow(message);
  });
});
