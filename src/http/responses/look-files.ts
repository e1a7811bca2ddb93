import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join as joinNative, relative } from 'node:path';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import type { Look } from '../../views/look.js';
import { type AssetFiles, isServed } from './asset-files.js';

/** A path of the site needs no encoding with these. */
const NAME = /^[\w.-]+(\/[\w.-]+)*$/;

/** Is an address in a stylesheet: `url(font.woff2)`, with or without quotes. */
const ADDRESS = /url\(\s*(["']?)([^"')]+)\1\s*\)/g;

/** Holds the files of a team's folders under the names that they are served by. */
export class LookFiles {
  private readonly paths = new Map<string, string>();
  private readonly contents = new Map<string, Buffer>();

  /** Reads all files. Throws where a folder, or a file that a look or a stylesheet names, is missing. */
  constructor(
    looks: readonly Look[],
    private readonly assets: AssetFiles,
  ) {
    for (const { folder } of looks) if (folder !== undefined) this.read(folder);
    const names = [...this.contents.keys()];
    // Stylesheets come last, because they name the others by their paths, whose hash changes their own.
    for (const name of names.filter((one) => !one.endsWith('.css'))) this.add(name, this.content(name));
    for (const name of names.filter((one) => one.endsWith('.css'))) this.add(name, this.stylesheet(name));
  }

  /** Returns the path of a file by its name in its folder. Throws where there is none. */
  readonly path = (name: string): string => {
    const path = this.paths.get(name);
    if (path === undefined) throw new Error(`no folder of a look has a file "${name}" of a kind that is served`);
    return path;
  };

  content(name: string): Buffer {
    const content = this.contents.get(name);
    if (content === undefined) throw new Error(`no folder of a look has a file "${name}" of a kind that is served`);
    return content;
  }

  /** Tells whether one of the files is a font. */
  get hasFonts(): boolean {
    return [...this.contents.keys()].some((name) => /\.woff2?$/i.test(name));
  }

  private read(folder: URL): void {
    const base = fileURLToPath(folder);
    if (!existsSync(base)) {
      throw new Error(`the folder of a look does not exist: ${base} (the build copies folders that are called public)`);
    }
    const entries = readdirSync(base, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const entry of entries) {
      const file = joinNative(entry.parentPath, entry.name);
      const name = relative(base, file).replaceAll('\\', '/');
      if (!isServed(name)) continue;
      if (!NAME.test(name)) throw new Error(`the name "${name}" of a look's file has more than letters, digits, dots and dashes`);
      if (this.contents.has(name)) throw new Error(`two looks bring a file called "${name}"`);
      this.contents.set(name, readFileSync(file));
    }
  }

  private add(name: string, content: Buffer): void {
    this.paths.set(name, this.assets.add(name, content));
  }

  /** Puts the served paths in the place of names; addresses of other kinds stay, and the policy judges them. */
  stylesheet(name: string): Buffer {
    const css = this.content(name).toString('utf8');
    if (/@import\b/.test(css)) throw new Error(`${name}: name the other stylesheet in the look too; @import is not followed`);
    return Buffer.from(
      css.replace(ADDRESS, (whole, _quote: string, address: string) => {
        if (/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address)) return whole;
        const [, file = '', rest = ''] = /^([^?#]*)(.*)$/.exec(address) ?? [];
        return `url(${this.path(join(dirname(name), file))}${rest})`;
      }),
    );
  }
}
