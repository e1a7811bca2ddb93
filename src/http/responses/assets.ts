import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { PageContext } from '../../views/view.js';
import { applyDarkMode } from './dark-mode.js';
import { answerReadOnly } from '../routing/read-only-route.js';
import { nameRoute } from '../routing/route-pattern.js';

const UNCACHED_ICON = '/icon.svg';

interface Caching {
  readonly route: string;
  readonly cache: string;
  readonly vary: string;
}

interface Asset extends Caching {
  readonly type: string;
  readonly plain: Buffer;
  readonly compressed: Buffer;
}

/**
 * Serves the stylesheets, the icon and the scripts from memory, read once, under names that contain a hash of their
 * content, so that browsers keep them for a year. No page makes a request that leaves the site.
 */
@Injectable()
export class Assets {
  /**
   * Pages that show who is signed in use this same icon, which no cache may keep. Chromium does not keep a page with
   * such a part for the way Back (bfcache), where it would stand without a request after the session has ended.
   */
  readonly uncachedIcon = UNCACHED_ICON;
  readonly scripts: PageContext['scripts'];
  private readonly files = new Map<string, Asset>();
  readonly stylesheets: readonly string[];
  readonly icon: string;

  constructor() {
    const bootstrap = createRequire(import.meta.url).resolve('bootstrap/dist/css/bootstrap.min.css');
    // The map that the last comment names is not served.
    const css = readFileSync(bootstrap, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\/\s*$/, '');
    this.stylesheets = [this.add('bootstrap', 'css', applyDarkMode(css)), this.add('gatehouse', 'css', ownFile('gatehouse.css'))];
    this.icon = this.add('icon', 'svg', ownFile('icon.svg'));
    this.keep(this.uncachedIcon, NEVER, Buffer.from(ownFile('icon.svg')), 'svg');
    this.scripts = { showPassword: this.script('show-password'), refusedForm: this.script('refused-form') };
  }

  /** Answers requests for these files before anything reads a session, with 200 in any outage. */
  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    const asset = this.files.get(request.path.toLowerCase());
    if (asset === undefined) return next();
    nameRoute(request, asset.route);
    if (!answerReadOnly(request, response)) return;
    const compressed = request.acceptsEncodings('gzip') === 'gzip';
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Cache-Control', asset.cache);
    response.setHeader('Vary', asset.vary);
    if (compressed) response.setHeader('Content-Encoding', 'gzip');
    response.end(request.method === 'HEAD' ? undefined : asset[compressed ? 'compressed' : 'plain']);
  };

  private add(name: string, extension: keyof typeof TYPES, content: string): string {
    const plain = Buffer.from(content);
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12);
    const path = `/assets/${name}.${hash}.${extension}`;
    this.keep(path, FOR_A_YEAR, plain, extension);
    return path;
  }

  private script(name: string): string {
    return this.add(name, 'js', ownFile(`${name}.script.js`));
  }

  private keep(path: string, caching: Caching, plain: Buffer, extension: keyof typeof TYPES): void {
    this.files.set(path, { ...caching, type: TYPES[extension], plain, compressed: gzipSync(plain, { level: 9 }) });
  }
}

const FOR_A_YEAR: Caching = {
  route: '/assets/:file',
  cache: 'public, max-age=31536000, immutable',
  vary: 'Accept-Encoding',
};
const NEVER: Caching = { route: UNCACHED_ICON, cache: 'no-store', vary: 'Accept, Cookie' };

const TYPES = {
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
} as const;

function ownFile(name: string): string {
  return readFileSync(new URL(`../../views/${name}`, import.meta.url), 'utf8');
}
