/** The table, its migration and the rules of its form. */
export function tableCode({ folder, One, table, made }) {
  return {
    entity: `import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../users/user.entity.js';

const ${One}Schema = defineEntity({
  name: '${One}',
  tableName: '${table}',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    text: p.string().length(200),
    version: p.integer().version(),
  },
});

export class ${One} extends ${One}Schema.class {}

${One}Schema.setClass(${One});

export { ${One}Schema };
`,
    migration: `import { Migration } from '@mikro-orm/migrations';

export class ${made} extends Migration {
  override name = '${made}';

  override up(): void | Promise<void> {
    this.addSql(
      \`create table "${table}" ("id" uuid not null, "user_id" uuid not null, "text" varchar(200) not null, "version" int not null default 1, primary key ("id"));\`,
    );
    this.addSql(\`create index "${table}_user_id_index" on "${table}" ("user_id");\`);
    this.addSql(
      \`alter table "${table}" add constraint "${table}_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;\`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(\`drop table if exists "${table}" cascade;\`);
  }
}
`,
    migrations: `import { ${made} } from './${made}.js';

/** The database remembers their names: one that was released never changes. */
// prettier-ignore
export const migrations = [
  ${made},
];
`,
    dto: `import { RuleList, Trimmed } from '../../forms/rule-list.js';
import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { ${One}Page } from './${folder}.pages.js';

@ShownOn(${One}Page)
export class ${One}Dto {
  @Trimmed()
  @RuleList([
    { code: 'Please write something', holds: (text) => text !== '' },
    { code: 'At most 200 characters', holds: (text) => text.length <= 200 },
  ])
  text = '';

  /** The version that was shown; a new one has none. */
  @RuleList([{ code: 'notText', holds: (text) => /^\\d{0,9}$/.test(text) }])
  version = '';
}
`,
  };
}
