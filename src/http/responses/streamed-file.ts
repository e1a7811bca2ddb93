import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/**
 * Makes an answer of texts as they come, which browsers keep as a file. `name` is the file's, without quotes and beyond
 * ASCII. Throws for a name that the header cannot say.
 */
export function streamedFile(name: string, type: string, texts: AsyncIterable<string>): StreamableFile {
  if (!/^[\w. -]+$/.test(name)) throw new Error(`a file cannot be called "${name}" by this header`);
  return new StreamableFile(Readable.from(texts), { type, disposition: `attachment; filename="${name}"` });
}
