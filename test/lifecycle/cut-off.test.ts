import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, Module, Res } from '@nestjs/common';
import type { Response } from 'express';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app.js';
import { Public } from '../../src/auth/access/access.decorators.js';
import { readSettings } from '../../src/config/read-settings.js';
import { type OpenRequests, Serving } from '../../src/health/serving.js';
import { Listener } from '../../src/lifecycle/listener.js';
import { freePort } from '../support/network.js';
import { freshStorage, type Storage } from '../support/product.js';

/** Routes of a team whose answers take longer than any stop. */
@Controller('slow')
class SlowController {
  @Public()
  @Get('answer')
  answer() {
    return new Promise(() => undefined);
  }

  @Public()
  @Get('stream')
  stream(@Res() response: Response) {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
  }
}

@Module({ controllers: [SlowController] })
class SlowRoutes {}

let storage: Storage;
let app: Awaited<ReturnType<typeof createApp>>;
let listener: Listener;
let port: number;
const callers: Socket[] = [];

beforeEach(async () => {
  storage = await freshStorage();
  port = await freePort();
  const settings = readSettings({ ...storage.env, LOG_LEVEL: 'silent', PORT: String(port) });
  app = await createApp(settings, [SlowRoutes]);
  listener = await Listener.open(app, settings);
  app.get(Serving).begin();
});

afterEach(async () => {
  callers.splice(0).forEach((caller) => caller.destroy());
  await app.close();
  await storage.remove();
});

/** Connects and says so much, and no more. */
async function callerWho(says: string): Promise<void> {
  const caller = connect(port, '127.0.0.1').on('error', () => undefined);
  callers.push(caller);
  await once(caller, 'connect');
  caller.resume().write(says);
}

/** What is open at the cut, in half a second from now; undefined when nothing has to be cut off. */
async function cutOff(): Promise<OpenRequests | undefined> {
  let open: OpenRequests | undefined;
  await listener.close(Date.now() + 500, () => (open = app.get(Serving).openRequests()));
  return open;
}

const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`;
const HEAD_OF_POST = 'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n';

describe('the end of the time that requests have at a stop', () => {
  it.each([
    ['a slow answer', () => [GET('/slow/answer')], [1, 0]],
    ['a stream', () => [GET('/slow/stream')], [1, 0]],
    ['a second request on a connection, after one that was answered', () => [GET('/health/live') + GET('/slow/answer')], [1, 0]],
    ['half of the headers', () => ['GET /slow/answer HTTP/1.1\r\nHo'], [0, 1]],
    ['half of a body', () => [`${HEAD_OF_POST}\r\n{`], [0, 1]],
    ['some of each', () => [GET('/slow/answer'), GET('/slow/stream'), `${HEAD_OF_POST}\r\n{`, HEAD_OF_POST], [2, 2]],
  ] as const)('counts %s', async (_, says, [notAnsweredToTheEnd, notAskedToTheEnd]) => {
    for (const words of says()) await callerWho(words);
    await vi.waitFor(() => expect(app.get(Serving).openRequests().count).toBe(says().length), { timeout: 20_000 });
    const count = says().length;
    expect(await cutOff()).toEqual({ count, notAnsweredToTheEnd, notAskedToTheEnd });
  });

  it('cuts nobody off who has been answered, or has said nothing', async () => {
    await callerWho(GET('/health/live'));
    await callerWho('');
    expect(await cutOff()).toBeUndefined();
  });
});
