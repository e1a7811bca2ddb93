import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, type Visitor } from '../support/visitor.js';
import { addPasskey } from './support/passkeys.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

/** What a page tells the browser of the account's passkeys, as its script reads it. */
async function toldBy(visitor: Visitor, path: string): Promise<Record<string, unknown> | undefined> {
  const [, written] = / data-signals="([^"]*)"/.exec((await visitor.get(path)).text) ?? [];
  return written === undefined ? undefined : (JSON.parse(written.replaceAll('&quot;', '"')) as Record<string, unknown>);
}

describe.each(FORMATS)('a name that is changed (%s)', (format) => {
  it('is told to the browser by the page that says so, of whoever has a passkey', async () => {
    const visitor = await product.signedIn();
    const { username } = visitor.person;
    expect(await toldBy(visitor, '/settings/profile')).toBeUndefined();
    await addPasskey(visitor);
    const userId = (await visitor.get('/settings/passkeys', 'json')).json['signals'].userId as string;
    expect(await toldBy(visitor, '/settings/profile')).toEqual({
      rpId: 'localhost',
      userId,
      name: username,
      displayName: username,
    });
    await visitor.post('/settings/profile', { displayName: 'Ada "Lovelace"', theme: 'system' }, format);
    expect(await toldBy(visitor, '/settings/profile')).toMatchObject({ userId, name: username, displayName: 'Ada "Lovelace"' });
    const { text } = await visitor.get('/settings/profile');
    expect(text).toMatch(/<script src="[^"]+passkey-signals\.[^"]+js" defer/);
    // Programs are told by the page of passkeys.
    expect((await visitor.get('/settings/profile', 'json')).text).not.toContain(userId);
  });

  it('is told with what is accepted by the page of passkeys, and an empty list never is', async () => {
    const visitor = await product.signedIn();
    const [one, other] = [await addPasskey(visitor), await addPasskey(visitor)];
    expect(await toldBy(visitor, '/settings/passkeys')).toMatchObject({ allAcceptedCredentialIds: [one.id, other.id] });
    const [first, second] = (await visitor.get('/settings/passkeys', 'json')).json['passkeys'] as { id: string }[];
    await visitor.post(`/settings/passkeys/${first?.id}/remove`, {}, format);
    const left = await toldBy(visitor, `/settings/passkeys?removed=${one.id}`);
    expect(left).toMatchObject({ allAcceptedCredentialIds: [other.id], unknownCredentialId: one.id });
    // Whoever writes an address has nothing deleted that some account still has.
    expect(await toldBy(visitor, `/settings/passkeys?removed=${other.id}`)).not.toHaveProperty('unknownCredentialId');
    await visitor.post(`/settings/passkeys/${second?.id}/remove`, {}, format);
    const none = await toldBy(visitor, `/settings/passkeys?removed=${other.id}`);
    expect(none).toMatchObject({ unknownCredentialId: other.id });
    expect(none).not.toHaveProperty('allAcceptedCredentialIds');
  });
});
