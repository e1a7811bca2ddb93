import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { Problem } from '../errors/problem.js';
import type { AcceptedBody } from './accepts-body.decorator.js';

/** A form has at most so many fields besides its files. */
const FIELDS = 1_000;

/** A name such as `a[9999999]` would become a list of that length, so that names have no brackets. */
const LIMITS = { fields: FIELDS, fieldNestingDepth: 0 } as const;

/**
 * Reads `multipart/form-data`: fields into `request.body`, files into a folder that only this process may enter. The
 * files are gone when the answer has been sent: a handler moves what it keeps.
 */
@Injectable()
export class Uploads implements OnApplicationShutdown {
  private folder: Promise<string> | undefined;

  /** Throws `payload_too_large` where the body passes its limit, `bad_request` where it cannot be read. */
  async read(request: Request, response: Response, { most, files }: AcceptedBody): Promise<void> {
    const folder = await (this.folder ??= mkdtemp(join(tmpdir(), 'gatehouse-uploads-')));
    const written: string[] = [];
    const removeAll = () => void Promise.allSettled(written.map((path) => rm(path, { force: true })));
    response.once('close', removeAll);
    const read = multer({
      storage: storageIn(folder, written),
      defParamCharset: 'utf8',
      limits: { ...LIMITS, fileSize: most, fieldSize: most, files, parts: FIELDS + files },
    }).any();
    // What has been refused may still be read, and written, when its answer is gone.
    const reading = run(read, request, response).finally(() => response.closed && removeAll());
    await Promise.race([passes(request, most), reading]);
    const [first, ...more] = filesOf(request);
    // `@UploadedFile()` reads this, `@UploadedFiles()` the list.
    if (more.length === 0 && first !== undefined) Object.assign(request, { file: first });
  }

  async onApplicationShutdown(): Promise<void> {
    const folder = await this.folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Names files by chance, never as their sender does, and notes each before it is written. */
function storageIn(folder: string, written: string[]): multer.StorageEngine {
  const filename = (_request: unknown, _file: unknown, named: (error: null, name: string) => void): void => {
    const name = randomUUID();
    written.push(join(folder, name));
    named(null, name);
  };
  return multer.diskStorage({ destination: folder, filename });
}

/** Rejects when more bytes than `most` have come, and otherwise stays: multer knows limits of single parts only. */
function passes(request: Request, most: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) reject(new Problem('payload_too_large'));
    });
  });
}

function run(read: ReturnType<multer.Multer['any']>, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    read(request, response, (error?: unknown) => {
      if (!error) resolve();
      else reject(isFaultOfOurs(error) ? error : new Problem(isTooLarge(error) ? 'payload_too_large' : 'bad_request'));
    });
  });
}

function isTooLarge(error: unknown): boolean {
  return error instanceof MulterError && /^LIMIT_(?!FIELD_NESTING)/.test(error.code);
}

/** A full disk has an errno; what multer and its parser say of a body has none. */
function isFaultOfOurs(error: unknown): boolean {
  return error instanceof Error && 'errno' in error;
}

function filesOf({ files }: Request): Express.Multer.File[] {
  return Array.isArray(files) ? files : [];
}
