import { type DestinationStream, pino } from 'pino';

/** Characters that are not kept until the end of a turn. */
const AT_MOST = 65_536;

let shared: DestinationStream | undefined;

/**
 * Standard output, with the lines of one turn of the event loop in one write. Synchronous, so that a line is
 * with the kernel before the next turn, and a process that ends, in whatever way it can tell, has lost none.
 */
export function standardOutput(): DestinationStream {
  return (shared ??= open());
}

function open(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true });
  let lines = '';
  const flush = (): void => {
    if (lines === '') return;
    output.write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
      if (lines.length > AT_MOST) flush();
    },
  };
}
