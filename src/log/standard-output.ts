import { type DestinationStream, pino } from 'pino';

/** Lines wait for one write at most so many milliseconds, and at most so many characters of them. */
const WAIT = 10;
const AT_MOST = 65_536;

let shared: DestinationStream | undefined;

/**
 * Writes several lines at once to standard output: a write of its own for each costs a tenth of a page. A slow reader
 * stops nobody: what the kernel does not take waits here. Only a process that is killed loses lines.
 */
export function standardOutput(): DestinationStream {
  return (shared ??= open());
}

function open(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: false });
  let lines = '';
  const write = (): void => {
    const text = lines;
    lines = '';
    if (text !== '') output.write(text);
  };
  process.on('exit', () => {
    write();
    output.flushSync();
  });
  return {
    write(line) {
      if (lines === '') setTimeout(write, WAIT).unref();
      lines += line;
      if (lines.length > AT_MOST) write();
    },
  };
}
