import { EntityManager } from '@mikro-orm/core';
import { Controller, Get, Injectable, Module, type OnApplicationBootstrap, type Type } from '@nestjs/common';
import { Feature } from '../../src/features/feature.js';
import type { TextCode } from '../../src/texts/texts.js';
import { User } from '../../src/users/user.entity.js';

@Injectable()
class Lamps {}

@Module({ providers: [Lamps] })
class LampsModule {}

@Injectable()
class Reader {
  constructor(readonly lamps: Lamps) {}
}

@Module({ imports: [LampsModule], providers: [Reader] })
class UnexportedModule {}

interface Oil {
  readonly litres: number;
}

@Injectable()
class Burner {
  constructor(readonly oil: Oil) {}
}

@Module({ providers: [Burner] })
class ImportTypeModule {}

@Module({ exports: [Lamps] })
class ExportingModule {}

// Two files that import each other leave this behind.
const notThereYet = undefined as unknown as Type;

@Module({ imports: [notThereYet] })
class CircularModule {}

@Controller('twice')
class FirstController {
  @Get()
  show() {}
}

@Controller('twice')
class SecondController {
  @Get()
  show() {}
}

@Module({ controllers: [FirstController, SecondController] })
class TwiceModule {}

@Module({})
@Feature({ navigation: [{ label: 'lampsLink' as string as TextCode, path: '/lamps', order: 1 }] })
class WordlessModule {}

@Injectable()
class Counter implements OnApplicationBootstrap {
  constructor(private readonly em: EntityManager) {}

  async onApplicationBootstrap() {
    await this.em.count(User, {});
  }
}

@Module({ providers: [Counter] })
class CountingModule {}

/** Modules that do not start, by the name that the list of remedies has for why. */
export const UNSTARTABLE: readonly [string, Type][] = [
  ['a provider that its module does not export', UnexportedModule],
  ['import type on something that is injected', ImportTypeModule],
  ['an export of what a module does not have', ExportingModule],
  ['two files that import each other', CircularModule],
  ['two handlers for one route', TwiceModule],
  ['a text that no module brings', WordlessModule],
  ['the global EntityManager', CountingModule],
];

/** The source map of the team's module begins below what its decorators need. */
const FIRST_LINE = '\n'.repeat(13);

/** Files of a team, as they are built, that cannot be loaded; and the place that is told, in the source. */
export const UNLOADABLE: readonly [string, Readonly<Record<string, string>>, RegExp][] = [
  [
    'a list of migrations that is not written yet',
    { 'team.module.js': "export { migrations } from './migrations/index.js';" },
    /imported from src\/team\/team\.module\.ts/,
  ],
  [
    'an import without .js',
    { 'team.module.js': "export { NotesModule as TeamModule } from './notes.module';" },
    /imported from src\/team\/team\.module\.ts/,
  ],
  [
    'an import of what a file does not export',
    {
      'team.module.js': `${FIRST_LINE}export { NotesModule as TeamModule } from './notes.module.js';`,
      'notes.module.js': 'export {};',
    },
    /at src\/team\/team\.module\.ts:1:/,
  ],
  [
    'two files that import each other, and one uses the other while it loads',
    {
      'team.module.js': "import { NotesModule } from './notes.module.js'; export class TeamModule extends NotesModule {}",
      'notes.module.js': "import { TeamModule } from './team.module.js'; export class NotesModule extends TeamModule {}",
    },
    /at dist\/src\/team\/notes\.module\.js:1:/,
  ],
];
