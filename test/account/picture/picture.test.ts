import { getPriority, tmpdir } from 'node:os';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EntityManager } from '@mikro-orm/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PictureData } from '../../../src/account/picture/picture-data.js';
import { PictureMaker, PictureQueueFull } from '../../../src/account/picture/picture-maker.js';
import { Picture } from '../../../src/account/picture/picture.entity.js';
import { AccountRemoval } from '../../../src/users/removal/account-removal.js';
import { announcedBy } from '../../support/observing.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { type Answer, FORMATS, signIn, type Visitor } from '../../support/visitor.js';
import { coloursOf, fetched, filledTo, grain, pictureOf, plain, redAndBlue, upload } from './pictures.js';

const MOST = 2_097_152;
const SECRET = 'N 48 12.5, E 16 22.4';

let here: Product;
let there: Product;

onTwoInstances((one, other) => ([here, there] = [one, other]));

async function somebody(): Promise<Visitor> {
  const visitor = here.visitor();
  await signIn(visitor);
  return visitor;
}

/** Uploads it as somebody new, and returns what others get to see. */
async function made(bytes: Buffer): Promise<Buffer> {
  const visitor = await somebody();
  const answer = await upload(visitor, bytes);
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return (await fetched(visitor, (await pictureOf(visitor)) ?? '')).bytes;
}

const KINDS: [string, () => Promise<Buffer>][] = [
  ['PNG', () => redAndBlue().png().toBuffer()],
  ['an interlaced PNG', () => redAndBlue().png({ progressive: true }).toBuffer()],
  ['JPEG', () => redAndBlue().jpeg().toBuffer()],
  ['a progressive JPEG', () => redAndBlue().jpeg({ progressive: true }).toBuffer()],
  ['WebP', () => redAndBlue().webp().toBuffer()],
  ['a lossless WebP', () => redAndBlue().webp({ lossless: true }).toBuffer()],
  ['GIF', () => redAndBlue().gif().toBuffer()],
  ['a picture of one pixel', () => plain(1, 1).png().toBuffer()],
];

describe('a picture', () => {
  it.each(KINDS)('of the kind %s becomes a WebP of 256 by 256 pixels', async (_kind, original) => {
    const picture = await made(await original());
    const { format, width, height, exif, icc, xmp, iptc, pages } = await sharp(picture).metadata();
    expect({ format, width, height, exif, icc, xmp, iptc, pages }).toEqual({ format: 'webp', width: 256, height: 256 });
  });

  it('stands as it was taken, and tells nothing of the camera and the place', async () => {
    const original = await redAndBlue()
      .withExif({ IFD0: { ImageDescription: SECRET, Copyright: SECRET } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const picture = await made(original);
    expect(await coloursOf(picture)).toMatchObject({ top: 'red', bottom: 'blue' });
    const { orientation, exif } = await sharp(picture).metadata();
    expect([orientation, exif, picture.includes('N 48')]).toEqual([undefined, undefined, false]);
  });

  it('of an animation is its first frame', async () => {
    const frames = await Promise.all(['#ff0000', '#0000ff'].map((colour) => plain(64, 64, colour).png().toBuffer()));
    const animation = await sharp(frames, { join: { animated: true } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    const picture = await made(animation);
    expect((await sharp(picture).metadata()).pages).toBeUndefined();
    expect(await coloursOf(picture)).toEqual({ left: 'red', right: 'red', top: 'red', bottom: 'red' });
  });

  it('keeps nothing that stands between or behind its own data', async () => {
    const png = await redAndBlue()
      .withMetadata({})
      .withExif({ IFD0: { ImageDescription: SECRET } })
      .png()
      .toBuffer();
    expect(png.includes('N 48')).toBe(true);
    const picture = await made(filledTo(500_000, png));
    expect([picture.includes('N 48'), picture.includes('film')]).toEqual([false, false]);
    expect(picture.length).toBeLessThan(20_000);
  });

  it('may have 2,097,152 bytes and 40 megapixels', async () => {
    await made(filledTo(MOST, await redAndBlue().jpeg().toBuffer()));
    await made(await plain(8_000, 5_000).jpeg().toBuffer());
  });
});

const cut = async (picture: Promise<Buffer>, part: number) => {
  const bytes = await picture;
  return bytes.subarray(0, Math.floor(bytes.length * part));
};

const REFUSED: [string, () => Promise<Buffer>, string][] = [
  ['no file', () => Promise.resolve(Buffer.alloc(0)), 'pictureFormat'],
  ['a text', () => Promise.resolve(Buffer.from('PNG or GIF89a, who knows')), 'pictureFormat'],
  [
    'a drawing',
    () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')),
    'pictureFormat',
  ],
  ['a picture of another kind', () => plain(9, 9).tiff().toBuffer(), 'pictureFormat'],
  [
    'a picture behind something else',
    async () => Buffer.concat([Buffer.from('%PDF-1.7\n'), await plain(9, 9).png().toBuffer()]),
    'pictureFormat',
  ],
  ['the first bytes of a PNG', async () => (await plain(9, 9).png().toBuffer()).subarray(0, 16), 'pictureUnreadable'],
  ['half of a PNG', () => cut(grain().png().toBuffer(), 0.5), 'pictureUnreadable'],
  ['half of a JPEG', () => cut(grain().jpeg().toBuffer(), 0.5), 'pictureUnreadable'],
  ['nearly all of a JPEG', () => cut(grain().jpeg().toBuffer(), 0.99), 'pictureUnreadable'],
  ['half of a WebP', () => cut(grain().webp().toBuffer(), 0.5), 'pictureUnreadable'],
  ['half of a GIF', () => cut(grain().gif().toBuffer(), 0.5), 'pictureUnreadable'],
  ['more than 40 megapixels', () => plain(8_001, 5_000).jpeg().toBuffer(), 'pictureTooManyPixels'],
  ['more than 40 megapixels in a PNG', () => plain(8_001, 5_000).png().toBuffer(), 'pictureTooManyPixels'],
];

/** Expects a refusal at the field, on the page of the picture. */
function expectRefused(format: (typeof FORMATS)[number], answer: Answer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  if (format === 'json') return expect(answer.json['errorCodes']).toEqual({ picture: [code] });
  expect(answer.text).toContain('id="picture-error"');
  expect(answer.text).toContain('action="/settings/picture"');
}

describe.each(FORMATS)('what is no picture (%s)', (format) => {
  it.each(REFUSED)('%s is refused at its field, and the picture stays', async (_case, bytes, code) => {
    const visitor = await somebody();
    await upload(visitor, await redAndBlue().png().toBuffer());
    const before = await pictureOf(visitor);
    expectRefused(format, await upload(visitor, await bytes(), { format }), 422, code);
    expect(await pictureOf(visitor)).toBe(before);
    expect((await fetched(visitor, before ?? '')).status).toBe(200);
  });

  it('one byte over 2,097,152 is too large, and so is what would never end', async () => {
    const visitor = await somebody();
    const picture = await redAndBlue().jpeg().toBuffer();
    for (const size of [MOST + 1, MOST + 100_000, 7 * MOST]) {
      expectRefused(format, await upload(visitor, filledTo(size, picture), { format }), 413, 'pictureTooLarge');
    }
    expect(await pictureOf(visitor)).toBeNull();
  });

  it('a form without a file, or with the file elsewhere, is refused', async () => {
    const visitor = await somebody();
    const picture = await redAndBlue().png().toBuffer();
    expectRefused(format, await upload(visitor, picture, { format, field: 'photo' }), 422, 'pictureMissing');
    const accept = format === 'json' ? 'application/json' : 'text/html';
    const empty = await visitor.send('/settings/picture', { method: 'POST', headers: { accept } });
    expectRefused(format, empty, 422, 'pictureMissing');
    expect((await visitor.post('/settings/picture', { picture: 'x' }, format)).status).toBe(415);
  });
});

describe('who sees a picture', () => {
  it('is every member, at one address for ever; nobody else, and nothing at any other address', async () => {
    const [owner, member] = [await somebody(), await somebody()];
    await upload(owner, await redAndBlue().png().toBuffer());
    const path = (await pictureOf(owner)) ?? '';
    expect(path).toMatch(/^\/people\/[\da-f-]{36}\/picture\?v=[\w-]{22}$/);
    for (const origin of [here.url, there.url]) {
      const { status, headers } = await fetched(member, path, origin);
      expect([status, headers.get('cache-control'), headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
        200,
        'private, max-age=31536000, immutable',
        'image/webp',
        'nosniff',
      ]);
    }
    const guest = await here.visitor().get(path, 'json');
    expect([guest.status, guest.json['code'], guest.headers.get('cache-control')]).toEqual([401, 'login_required', 'no-store']);
    const [address = ''] = path.split('?');
    const others = [
      address,
      `${address}?v=`,
      `${path}a`,
      `${path}&v=b`,
      path.replace(/.$/, '!'),
      path.replace(/people\/./, 'people/x'),
      '/people/me/picture?v=1',
    ];
    for (const other of others) {
      const { status, headers } = await fetched(member, other);
      expect([other, status, headers.get('cache-control')]).toEqual([other, 404, 'no-store']);
    }
  });

  it('sees the new one in the place of the old one, on every page', async () => {
    const visitor = await somebody();
    await upload(visitor, await redAndBlue().png().toBuffer());
    const first = (await pictureOf(visitor)) ?? '';
    await upload(visitor, await grain().png().toBuffer());
    const second = (await pictureOf(visitor.copy(there.url))) ?? '';
    expect(second).not.toBe(first);
    expect((await fetched(visitor, first, there.url)).status).toBe(404);
    for (const path of ['/dashboard', '/profile', '/settings/picture', '/nothing'])
      expect([path, (await visitor.get(path)).text.includes(`src="${second}"`)]).toEqual([path, true]);
  });
});

describe.each(FORMATS)('in this browser (%s)', (format) => {
  it('a picture is saved and removed, each once', async () => {
    const visitor = await somebody();
    const events = announcedBy(here);
    const saved = await upload(visitor, await redAndBlue().png().toBuffer(), { format });
    const path = (await pictureOf(visitor)) ?? '';
    if (format === 'json') expect([saved.status, saved.json['user'].picture]).toEqual([200, path]);
    else expect([saved.status, saved.headers.get('location')]).toEqual([303, '/settings/picture']);
    for (let time = 0; time < 2; time += 1) {
      const removed = await visitor.post('/settings/picture/remove', {}, format);
      expect(removed.status).toBe(format === 'json' ? 200 : 303);
    }
    expect((await visitor.get('/settings/picture')).text).not.toContain('/people/');
    expect([await pictureOf(visitor), (await fetched(visitor, path)).status]).toEqual([null, 404]);
    expect(events.filter((name) => name === 'profile-changed')).toHaveLength(2);
  });

  it('a form that another account was shown keeps no picture', async () => {
    const visitor = await somebody();
    const more = { account: '01a22854-b10b-7e35-ac87-e027a5158f9a' };
    const answer = await upload(visitor, await redAndBlue().png().toBuffer(), { format, more });
    expect([answer.status, await pictureOf(visitor)]).toEqual([409, null]);
  });
});

it('of twenty people who upload at once each gets an own picture, and no file is left', async () => {
  const people: Visitor[] = [];
  // One after the other: the queue of hashes is shorter.
  while (people.length < 20) people.push(await somebody());
  const pictures = await Promise.all(
    people.map((_, place) =>
      plain(64 + place, 64)
        .png()
        .toBuffer(),
    ),
  );
  const answers = await Promise.all(people.map((visitor, place) => upload(visitor, pictures[place] ?? Buffer.alloc(0))));
  expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
  const paths = await Promise.all(people.map(pictureOf));
  expect(new Set(paths).size).toBe(20);
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('gatehouse-uploads-'));
  await expect.poll(() => folders.flatMap((name) => readdirSync(join(tmpdir(), name)))).toEqual([]);
});

it('whoever sends them, pictures are made in one process, which comes after that of pages', async () => {
  const maker = here.app.get(PictureMaker);
  const path = join(here.settings.dataDir, 'one-process.png');
  writeFileSync(path, await plain(64, 64).png().toBuffer());
  const makeFor = async (account: string): Promise<number> => {
    await maker.make(path, account, new AbortController().signal);
    return Reflect.get(maker, 'child').pid as number;
  };
  const processes = new Set(await Promise.all(['one', 'another', 'a third'].map(makeFor)));
  expect([...processes].map(getPriority)).toEqual([19]);
});

it('one whose process ends is refused, and the next one is made', async () => {
  const maker = here.app.get(PictureMaker);
  const visitor = await somebody();
  const sent = upload(visitor, await plain(7_000, 5_000).png().toBuffer());
  await expect.poll(() => Reflect.get(maker, 'job') !== undefined, { timeout: 20_000 }).toBe(true);
  process.kill(Reflect.get(maker, 'child').pid as number, 'SIGKILL');
  expectRefused('json', await sent, 422, 'pictureUnreadable');
  expect((await upload(visitor, await redAndBlue().png().toBuffer())).status).toBe(200);
});

it('more than thirty that wait are told to come again, and who has left waits no more', async () => {
  const maker = here.app.get(PictureMaker);
  const path = join(here.settings.dataDir, 'waiting.png');
  writeFileSync(path, await plain(2_000, 2_000).png().toBuffer());
  const stays = new AbortController().signal;
  const asked = Array.from({ length: 31 }, (_, place) => maker.make(path, `account ${place}`, stays));
  await expect(maker.make(path, 'one too many', stays)).rejects.toThrow(PictureQueueFull);
  expect((await Promise.all(asked)).every((result) => 'picture' in result)).toBe(true);
  const leaves = new AbortController();
  const [first, second] = [maker.make(path, 'one', stays), maker.make(path, 'another', leaves.signal)];
  leaves.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  expect('picture' in (await first)).toBe(true);
});

it('a person gets a copy of the picture, and with the account it is gone', async () => {
  const visitor = await somebody();
  const { user } = (await upload(visitor, await redAndBlue().png().toBuffer())).json;
  const kept = () => here.app.get(EntityManager).fork().count(Picture, { user: user.id });
  expect(await kept()).toBe(1);
  const { picture } = (await here.app.get(PictureData).export(user.id)) as { picture: { base64: string } };
  expect((await sharp(Buffer.from(picture.base64, 'base64')).metadata()).width).toBe(256);
  await here.app.get(AccountRemoval).remove(user.id, { reason: 'test', username: 'free' });
  expect(await kept()).toBe(0);
});
