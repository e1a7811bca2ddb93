import type { StreamableFile } from '@nestjs/common';
import { streamedFile } from './streamed-file.js';

/** Makes an answer of objects as they come, one on each line (jsonlines.org), without having them all in memory. */
export function jsonLinesFile(name: string, objects: AsyncIterable<object>): StreamableFile {
  return streamedFile(name, 'application/x-ndjson; charset=utf-8', lines(objects));
}

async function* lines(objects: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const object of objects) yield `${JSON.stringify(object)}\n`;
}
