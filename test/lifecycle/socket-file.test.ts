import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SocketFile } from '../../src/lifecycle/socket-file.js';

let dir: string;
let path: string;
const servers: Server[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-socket-'));
  path = join(dir, 'http.sock');
});

afterEach(async () => {
  for (const server of servers.splice(0)) if (server.listening) await closed(server);
  rmSync(dir, { recursive: true, force: true });
});

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

/** A server that greets with its name, and its file. */
async function server(name: string) {
  const file = new SocketFile(path);
  const own = createServer((caller) => caller.on('error', () => undefined).end(name));
  servers.push(own);
  await once(own.listen(file.boundTo), 'listening');
  return { file, server: own };
}

const greeting = () => text(connect(path)).catch(({ code }: NodeJS.ErrnoException) => code);

describe('the file of LISTEN_SOCKET', () => {
  it('is there under its name alone, for the owner and the group', async () => {
    const { file } = await server('one');
    await file.publish();
    expect(await greeting()).toBe('one');
    expect(readdirSync(dir)).toEqual(['http.sock']);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('660');
  });

  it('is not taken from a process that listens there', async () => {
    const [one, other] = [await server('one'), await server('other')];
    await one.file.publish();
    await expect(other.file.publish()).rejects.toThrow('Another process listens on');
    expect(await greeting()).toBe('one');
  });

  it('goes to one of two that start at the same moment', async () => {
    const [one, other] = [await server('one'), await server('other')];
    const published = await Promise.allSettled([one.file.publish(), other.file.publish()]);
    expect(published.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await greeting()).toBe('one');
  });

  it('is replaced when a killed process has left it behind', async () => {
    const killed = createServer().listen(path);
    await once(killed, 'listening');
    // A kill leaves the name, with nobody behind it.
    renameSync(path, `${path}.kept`);
    await closed(killed);
    renameSync(`${path}.kept`, path);
    expect(await greeting()).toBe('ECONNREFUSED');

    const { file } = await server('next');
    await file.publish();
    expect(await greeting()).toBe('next');
  });

  it('never replaces a file that is no socket', async () => {
    writeFileSync(path, 'precious');
    const { file } = await server('one');
    await expect(file.publish()).rejects.toThrow('names a file that is no socket');
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  it('is withdrawn while the server still accepts whoever is in its queue', async () => {
    const { file, server: own } = await server('one');
    await file.publish();
    const early = greeting();
    file.withdraw();
    expect(await greeting()).toBe('ENOENT');
    expect(await early).toBe('one');
    expect(own.listening).toBe(true);
  });

  it('is left to the next instance that has it by now, also when the server closes', async () => {
    const [one, next] = [await server('one'), await server('next')];
    await one.file.publish();
    one.file.withdraw();
    await next.file.publish();
    one.file.withdraw();
    await closed(one.server);
    expect(existsSync(path)).toBe(true);
    expect(await greeting()).toBe('next');
  });
});
