import { execFile } from 'node:child_process';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, inject, it } from 'vitest';
import { makeClone } from '../support/clone.js';
import { eventually, Program, startProcess } from '../support/servers/index.js';
import { Visitor } from '../support/visitor.js';

/** A job that wants to meet Nest's own classes, by a package that is installed for tests here. */
const MODULE = `import { Controller, Get, Global, Injectable, Module } from '@nestjs/common';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { Public } from '../http/routing/public.decorator.js';

@Injectable()
class Lamp {
  times = 0;

  @Interval(20)
  blink() {
    this.times++;
  }
}

@Controller('lamp')
class LampController {
  constructor(private readonly lamp: Lamp) {}

  @Public()
  @Get()
  show() {
    return { blinks: this.lamp.times > 0 };
  }
}

@Global()
@Module({ imports: [ScheduleModule.forRoot()], providers: [Lamp], controllers: [LampController] })
export class TeamModule {}
`;

const root = makeClone('team-bundle');
const run = (script: string, ...args: string[]) => promisify(execFile)(process.execPath, [script, ...args], { cwd: root });

afterAll(() => rmSync(root, { recursive: true, force: true }));

it('a package of a team meets the classes of the bundle', async () => {
  const dataDir = join(root, 'data');
  cpSync(inject('templateDataDir'), dataDir, { recursive: true });
  writeFileSync(join(root, 'src/team/team.module.ts'), MODULE);
  const builds = new Program(process.execPath, ['scripts/run.mjs', 'console/create-migration.js'], {}, root);
  await builds.exited;
  await run('scripts/bundle.mjs');
  expect(existsSync(join(root, 'dist/bundle/main.js'))).toBe(true);
  const product = await startProcess({ DATABASE_URL: '', REDIS_URL: '', DATA_DIR: dataDir }, root);
  const blinks = async () => (await new Visitor(product.url).get('/lamp', 'json')).text === '{"blinks":true}';
  await eventually('the lamp blinks', blinks, product);
  expect(await product.stop()).toBe(0);
});
