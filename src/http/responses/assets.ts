import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { applyDarkMode } from './dark-mode.js';
import { answerReadOnly } from '../routing/read-only-route.js';
import { nameRoute } from '../routing/route-pattern.js';

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly compressed: Buffer;
}

/**
 * The stylesheets and the icon: read once, served from memory under names that tell their content, so
 * that browsers keep them for a year. No request of a page leaves the site.
 */
@Injectable()
export class Assets {
  private readonly files = new Map<string, Asset>();
  readonly stylesheets: readonly string[];
  readonly icon: string;

  constructor() {
    const bootstrap = createRequire(import.meta.url).resolve('bootstrap/dist/css/bootstrap.min.css');
    // The map that the last comment names is not served.
    const css = readFileSync(bootstrap, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\/\s*$/, '');
    this.stylesheets = [this.add('bootstrap', 'css', applyDarkMode(css)), this.add('gatehouse', 'css', ownFile('gatehouse.css'))];
    this.icon = this.add('icon', 'svg', ownFile('icon.svg'));
  }

  /** Answers requests for these files before anything reads a session: 200 in any outage. */
  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    const asset = this.files.get(request.path.toLowerCase());
    if (asset === undefined) return next();
    nameRoute(request, '/assets/:file');
    if (!answerReadOnly(request, response)) return;
    const compressed = request.acceptsEncodings('gzip') === 'gzip';
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Vary', 'Accept-Encoding');
    if (compressed) response.setHeader('Content-Encoding', 'gzip');
    response.end(request.method === 'HEAD' ? undefined : asset[compressed ? 'compressed' : 'plain']);
  };

  private add(name: string, extension: keyof typeof TYPES, content: string): string {
    const plain = Buffer.from(content);
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12);
    const path = `/assets/${name}.${hash}.${extension}`;
    this.files.set(path, { type: TYPES[extension], plain, compressed: gzipSync(plain, { level: 9 }) });
    return path;
  }
}

const TYPES = { css: 'text/css; charset=utf-8', svg: 'image/svg+xml; charset=utf-8' } as const;

function ownFile(name: string): string {
  return readFileSync(new URL(`../../views/${name}`, import.meta.url), 'utf8');
}
