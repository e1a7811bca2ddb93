import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';

/** Every file has a function of its own for this, so that only its text tells whether somebody has set another one. */
const OF_NEST = String(new StreamableFile(Buffer.alloc(0)).errorHandler);

/**
 * Makes a file that cannot be read, before a byte of it has been sent, a fault like any other. Nest answers 400 then,
 * as if its reader were wrong, under the name of the file, and nobody is alarmed. A handler that says itself what is
 * to be done (`setErrorHandler`) is left to it.
 */
export function reportUnreadable(file: StreamableFile): void {
  const { errorHandler } = file;
  if (String(errorHandler) !== OF_NEST) return;
  file.setErrorHandler((error, given) => {
    const response = given as Response;
    if (response.destroyed || response.headersSent) return errorHandler(error, given);
    response.req.next?.(error);
  });
}
