import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../support/client.ts';
import { nameOf } from '../support/people.ts';
import { workDir } from '../support/work-dir.ts';
import type { Contestant } from './contestant.ts';

/** How each template language writes the user's name. */
const PLACEHOLDERS = {
  'dashboard.html': '{{username}}',
  'dashboard.ejs': '<%= username %>',
  'dashboard.hbs': '{{username}}',
  'jinja/dashboard.html': '{{ current_user.username }}',
};

const FRONT_PAGES = ['front.html', 'front.ejs', 'front.hbs', 'jinja/front.html'];

/**
 * Equal work: every peer sends the product's own pages, byte for byte, as templates of its own language, and its own
 * stylesheet. Gives the folder that holds them.
 */
export async function writePageFiles({ origin, cookies, paths }: Contestant): Promise<string> {
  const client = new Client(origin);
  const get = async (path = '', cookie = '') => (await client.ask(path, { headers: { accept: 'text/html', cookie } })).text;
  const dashboard = await get(paths.page, cookies[0]);
  const dir = join(workDir(), 'files');
  for (const part of ['jinja', 'public']) mkdirSync(join(dir, part), { recursive: true });
  for (const [file, placeholder] of Object.entries(PLACEHOLDERS)) {
    writeFileSync(join(dir, file), dashboard.replaceAll(nameOf(0), placeholder));
  }
  const front = await get(paths.front);
  for (const file of FRONT_PAGES) writeFileSync(join(dir, file), front);
  writeFileSync(join(dir, 'public/style.css'), await get(paths.static));
  client.close();
  return dir;
}
