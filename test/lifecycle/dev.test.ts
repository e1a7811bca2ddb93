import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { makeClone } from '../support/clone.js';
import { answers, eventually, Program } from '../support/servers/index.js';
import { signIn, Visitor } from '../support/visitor.js';

const MODULE = `import { Global, Module } from '@nestjs/common';
import { LampController } from './lamp.controller.js';

@Global()
@Module({ controllers: [LampController] })
export class TeamModule {}
`;

const controller = (body: string) => `import { Controller, Get } from '@nestjs/common';

@Controller('lamp')
export class LampController {
  @Get()
  show() {
    ${body}
  }
}
`;

const root = makeClone('dev');
const dataDir = join(root, 'data');
const save = (body: string) => writeFileSync(join(root, 'src/team/lamp.controller.ts'), controller(body));

let dev: Program;
let visitor: Visitor;

beforeAll(async () => {
  cpSync(inject('templateDataDir'), dataDir, { recursive: true });
  writeFileSync(join(root, 'src/team/team.module.ts'), MODULE);
  save("return { lamp: 'red' };");
  // A restart frees the port for a moment, in which another test might be given it: this one lies below the range of theirs.
  const port = String(15_000 + Math.floor(Math.random() * 4_000));
  dev = new Program('env', ['-C', root, process.execPath, 'scripts/dev.mjs'], {
    PORT: port,
    DATA_DIR: dataDir,
    BCRYPT_COST: '4',
  });
  visitor = new Visitor(`http://localhost:${port}`);
  await eventually('the product runs', () => answers(`${visitor.origin}/health/ready`), dev);
  await signIn(visitor);
}, 240_000);

afterAll(async () => {
  await dev.stop();
  rmSync(root, { recursive: true, force: true });
});

/** The page, as soon as it holds this; a restart refuses connections, and what it said otherwise stands in the failure. */
async function pageWith(part: string): Promise<string> {
  let text = '';
  const ask = async () => (text = await visitor.get('/lamp', 'json').then((answer) => answer.text, () => text)).includes(part); // prettier-ignore
  await eventually(`the page holds ${part}`, ask, dev).catch((error: Error) => {
    throw new Error(`${error.message}\nThe page: ${text}`);
  });
  return text;
}

const WRONG_CALL = 2;

/** A command that opens no store, because it is not told what to do. */
function commandBeside(): Program {
  return new Program('env', ['-C', root, process.execPath, 'scripts/run.mjs', 'console/create-migration.js']);
}

describe('npm run dev', () => {
  it('shows what was saved, to who is still signed in', async () => {
    const before = (await visitor.get('/lamp', 'json')).text;
    expect(before).toBe('{"lamp":"red"}');
    save("return { lamp: 'green' };");
    expect(await pageWith('green')).toBe('{"lamp":"green"}');
  });

  it('builds for a command beside it too, and is not disturbed', async () => {
    const command = commandBeside();
    expect([await command.exited, command.errors.includes('Building...')]).toEqual([WRONG_CALL, false]);
    expect((await visitor.get('/lamp', 'json')).text).toBe('{"lamp":"green"}');
  });

  it('has the files of a new public/ folder, and begins again when one of them is saved', async () => {
    const shade = join(root, 'src/team/lamp/public/shade.css');
    mkdirSync(dirname(shade), { recursive: true });
    writeFileSync(shade, 'warm');
    save(`const { readFileSync } = process.getBuiltinModule('node:fs');
    const file = new URL('./lamp/public/shade.css', import.meta.url);
    return { lamp: Reflect.get(globalThis, 'shade') ?? (Reflect.set(globalThis, 'shade', readFileSync(file, 'utf8')), 'read') };`);
    expect(await pageWith('read')).toBe('{"lamp":"read"}');
    writeFileSync(shade, 'cold');
    expect(await pageWith('cold')).toBe('{"lamp":"cold"}');
    save("return { lamp: 'green' };");
    expect(await pageWith('green')).toBe('{"lamp":"green"}');
  });

  it('tells of a file that does not compile, and goes on with the one before', async () => {
    save('return { lamp: ;');
    const told = () => [...dev.lines, ...dev.errors].some((line) => line.includes('lamp.controller.ts'));
    await eventually('the terminal names the file', told, dev);
    expect((await visitor.get('/lamp', 'json')).text).toBe('{"lamp":"green"}');
  });

  it('tells a command beside it which file that was', async () => {
    const command = commandBeside();
    expect([await command.exited, command.errors.join()]).toEqual([1, expect.stringContaining('lamp.controller.ts')]);
  });

  it('names the source of a fault by its own line, not that of the built file', async () => {
    save("\n\n    throw new Error('the lamp is out');");
    expect(JSON.parse(await pageWith('the lamp is out'))).toMatchObject({
      message: 'Error: the lamp is out',
      source: expect.stringMatching(/^src\/team\/lamp\.controller\.ts:9:\d+$/),
      frame: expect.arrayContaining([">  9 |     throw new Error('the lamp is out');"]),
    });
  });

  it('stops in order when it is told to', async () => {
    expect(await dev.stop('SIGINT')).toBe(0);
    // What has waited for its seal gets one at the end.
    expect(dev.lines.slice(-3).join('\n')).toContain('stopping signal=SIGINT');
  });
});
