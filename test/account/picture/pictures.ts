/** Pictures that tests make themselves, each harmless, and what is in a picture that the product has made. */

import sharp, { type Sharp } from 'sharp';
import type { Answer, Format, Visitor } from '../../support/visitor.js';

const ACCEPT = { html: 'text/html', json: 'application/json' };

/** The left half is red and the right half blue. */
export function redAndBlue(width = 600, height = 400): Sharp {
  const right = { create: { width: width / 2, height, channels: 3 as const, background: '#0000ff' } };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: right, left: width / 2, top: 0 },
  ]);
}

/** Grain, which no format can pack: of a picture that is cut something is missing. */
export function grain(): Sharp {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  return sharp({ create: { width: 300, height: 200, channels: 3, background: '#888', noise } });
}

/** A picture of one colour with so many pixels. */
export function plain(width: number, height: number, background = '#336699'): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** How the colours at the left and at the right, at the top and at the bottom are called. */
export async function coloursOf(picture: Buffer): Promise<Record<'left' | 'right' | 'top' | 'bottom', string>> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const place = (y * info.width + x) * info.channels;
    return (data[place] ?? 0) > (data[place + 2] ?? 0) ? 'red' : 'blue';
  };
  return { left: at(20, 128), right: at(235, 128), top: at(128, 20), bottom: at(128, 235) };
}

/** Bytes with others behind them, up to this size. */
export function filledTo(size: number, picture: Buffer): Buffer {
  return Buffer.concat([picture, Buffer.alloc(size - picture.length, 'film')]);
}

export function upload(
  visitor: Visitor,
  bytes: Buffer,
  { format = 'json', field = 'picture', more = {} }: { format?: Format; field?: string; more?: Record<string, string> } = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  // What a sender says of a file is believed nowhere.
  form.set(field, new Blob([new Uint8Array(bytes)], { type: 'text/html' }), '../me.html');
  return visitor.send('/settings/picture', { method: 'POST', body: form, headers: { accept: ACCEPT[format] } });
}

/** The path of this person's picture. */
export async function pictureOf(visitor: Visitor): Promise<string | null> {
  return (await visitor.get('/settings/profile', 'json')).json['user'].picture as string | null;
}

/** What a browser with these cookies gets there, as bytes. */
export async function fetched(visitor: Visitor, path: string, origin = visitor.origin) {
  const cookie = [...visitor.cookies].map((one) => one.join('=')).join('; ');
  const answer = await fetch(origin + path, { headers: { cookie, accept: 'image/webp,*/*' }, redirect: 'manual' });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}
