import { createHash } from 'node:crypto';
import { extname } from 'node:path/posix';
import { gzipSync } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';
import { answerReadOnly } from '../routing/read-only-route.js';
import { nameRoute } from '../routing/route-pattern.js';

/** These kinds of files are served; what is text is worth compressing. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json; charset=utf-8',
  woff2: 'font/woff2',
  woff: 'font/woff',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
};

interface Caching {
  readonly route: string;
  readonly cache: string;
  readonly vary: string;
}

interface Asset extends Caching {
  readonly type: string;
  readonly plain: Buffer;
  /** This is made for the first browser that asks: most sites never send most of them, and every start would wait. */
  compressed?: Buffer;
}

const FOR_A_YEAR: Caching = {
  route: '/assets/:file',
  cache: 'public, max-age=31536000, immutable',
  vary: 'Accept-Encoding',
};

/** Holds static files in memory and serves them. */
export class AssetFiles {
  private readonly files = new Map<string, Asset>();

  /** Keeps a file under a name with a hash of its content, so that browsers keep it for a year. Returns its path. */
  add(name: string, content: Buffer): string {
    const extension = extname(name);
    const stem = name.slice(0, -extension.length).replaceAll('/', '-');
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    const path = `/assets/${stem}.${hash}${extension}`;
    this.keep(path, FOR_A_YEAR, content);
    return path;
  }

  /** Keeps a file under this very path, which no cache may keep. */
  addUncached(path: string, content: Buffer): string {
    this.keep(path, { route: path, cache: 'no-store', vary: 'Accept, Cookie' }, content);
    return path;
  }

  /** Answers requests for these files before anything reads a session, with 200 in any outage. */
  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    const asset = this.files.get(request.path.toLowerCase());
    if (asset === undefined) return next();
    nameRoute(request, asset.route);
    if (!answerReadOnly(request, response)) return;
    const compressed = request.acceptsEncodings('gzip') === 'gzip' ? compressedOf(asset) : undefined;
    response.setHeader('Content-Type', asset.type);
    response.setHeader('Cache-Control', asset.cache);
    response.setHeader('Vary', asset.vary);
    if (compressed !== undefined) response.setHeader('Content-Encoding', 'gzip');
    response.end(request.method === 'HEAD' ? undefined : (compressed ?? asset.plain));
  };

  private keep(path: string, caching: Caching, plain: Buffer): void {
    this.files.set(path.toLowerCase(), { ...caching, type: mediaType(path), plain });
  }
}

/** Text is worth compressing, and pictures and fonts are compressed already. */
function compressedOf(asset: Asset): Buffer | undefined {
  if (!/charset/.test(asset.type)) return undefined;
  return (asset.compressed ??= gzipSync(asset.plain, { level: 9 }));
}

/** Tells whether files of this name are served. */
export function isServed(name: string): boolean {
  return Object.hasOwn(TYPES, extensionOf(name));
}

/** Returns the media type of a file by its name. */
export function mediaType(name: string): string {
  return TYPES[extensionOf(name)] ?? 'application/octet-stream';
}

function extensionOf(name: string): string {
  return extname(name).slice(1).toLowerCase();
}
