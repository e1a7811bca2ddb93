import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit, git } from './repository.js';

const MIGRATION = `import { Migration } from '@mikro-orm/migrations';

export class Migration20261129000900_announcements extends Migration {
  override name = 'Migration20261129000900_announcements';

  override up(): void {
    this.addSql('create table "announcements" ("id" uuid not null, "sentence" text not null, primary key ("id"));');
    this.addSql('alter table "users" add column "announced_at" timestamptz null;');
  }

  override down(): void {
    this.addSql('alter table "users" drop column "announced_at";');
    this.addSql('drop table "announcements";');
  }
}
`;

const MODULE = `import { Controller, Get, Module } from '@nestjs/common';
import { Public } from '../auth/access/access.decorators.js';
import { Feature } from '../features/feature.js';
import { Migration20261129000900_announcements } from './migrations/Migration20261129000900_announcements.js';

@Public()
@Controller('announcements')
export class AnnouncementsController {
  @Get()
  list() {
    return { announcements: [] };
  }
}

@Module({ controllers: [AnnouncementsController] })
@Feature({ migrations: [Migration20261129000900_announcements] })
export class AnnouncementsModule {}
`;

/**
 * Makes of a clone the product's next version under this tag: its HEAD with one more room, whose migration is older
 * by name than those that teams have applied by then, and which adds to a table that is full of their people.
 */
export function releaseNextVersion(folder: string, tag: string): void {
  mkdirSync(join(folder, 'src/announcements/migrations'), { recursive: true });
  writeFileSync(join(folder, 'src/announcements/migrations/Migration20261129000900_announcements.ts'), MIGRATION);
  writeFileSync(join(folder, 'src/announcements/announcements.module.ts'), MODULE);
  const importLine = "import { AnnouncementsModule } from './announcements/announcements.module.js';\n";
  change(folder, 'src/app.module.ts', (text) => importLine + text.replace('ROOMS = [\n', 'ROOMS = [\n  AnnouncementsModule,\n'));
  change(folder, 'CHANGELOG.md', (text) => text.replace('### Added\n', '### Added\n\n- Announcements.'));
  commit(folder, 'The next version', 'src', 'CHANGELOG.md');
  git(folder, 'tag', '--force', tag);
}

function change(folder: string, file: string, edit: (text: string) => string): void {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = edit(before);
  if (after === before) throw new Error(`${file} has another form than this rehearsal knows`);
  writeFileSync(path, after);
}
