import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import type { FromProcess, PictureRefusal, ToProcess } from './picture-messages.js';

/*
 * A process of its own, which has no secret of the product and may die: decoders of pictures are where bytes of
 * strangers meet code that is not memory-safe.
 */

const SIDE = 256;

/**
 * These signatures begin the kinds that are taken (WHATWG MIME Sniffing, 6.1), each at its place. What stands before one
 * makes it none.
 */
const KINDS: readonly (readonly (readonly [signature: string, place: number])[])[] = [
  [['\x89PNG\r\n\x1a\n', 0]],
  [['\xff\xd8\xff', 0]],
  [
    ['RIFF', 0],
    ['WEBPVP8', 8],
  ],
  [['GIF87a', 0]],
  [['GIF89a', 0]],
];

sacrificeItself();
sharp.concurrency(1);
sharp.cache(false);
// Only the decoders of those kinds are there: no SVG, TIFF, PDF, whatever else a file may look like to the library.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadWebpBuffer', 'VipsForeignLoadNsgifBuffer'],
});

process.on('message', (file: ToProcess) => void answer(file));
// Nobody is there any more who would want a picture.
process.on('disconnect', () => process.exit());
tell('ready');

async function answer(file: ToProcess): Promise<void> {
  tell(await made(file).catch((error: unknown) => ({ refused: refusalOf(error) })));
}

async function made({ path, pixelsAtMost }: ToProcess): Promise<FromProcess> {
  const bytes = readFileSync(path);
  const start = bytes.subarray(0, 32).toString('latin1');
  const isTaken = KINDS.some((kind) => kind.every(([signature, place]) => start.startsWith(signature, place)));
  if (!isTaken) return { refused: 'pictureFormat' };
  // Of an animation the first frame is read; `error` refuses what is cut off or broken, and not what is merely odd.
  const picture = sharp(bytes, { limitInputPixels: pixelsAtMost, failOn: 'error' });
  // Only pixels get through: metadata, and all that lies in the file beside them, is not written.
  return { picture: await picture.autoOrient().resize(SIDE, SIDE, { fit: 'cover' }).webp({ quality: 82 }).toBuffer() };
}

function refusalOf(error: unknown): PictureRefusal {
  const isTooLarge = error instanceof Error && error.message.includes('exceeds pixel limit');
  return isTooLarge ? 'pictureTooManyPixels' : 'pictureUnreadable';
}

/** Where memory is short, Linux ends this process, and not the one that serves pages. */
function sacrificeItself(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Other systems have no such file.
  }
}

function tell(message: FromProcess): void {
  process.send?.(message);
}
