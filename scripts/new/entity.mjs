import { entityCode } from './entity-code.mjs';
import { tableCode } from './entity-table.mjs';
import { entityTest } from './entity-test.mjs';

/** A table with its migration, a list, and a form to add, edit and delete. */
export function entity(names) {
  const { folder, file } = names;
  // The time of its making is the place of a migration among all others.
  const made = `Migration${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${names.table}`;
  const code = { ...tableCode({ ...names, made }), ...entityCode(names) };
  return {
    [`src/team/${folder}/${file}.entity.ts`]: code.entity,
    [`src/team/${folder}/migrations/${made}.ts`]: code.migration,
    [`src/team/${folder}/migrations/index.ts`]: code.migrations,
    [`src/team/${folder}/${file}.dto.ts`]: code.dto,
    [`src/team/${folder}/${folder}.pages.tsx`]: code.pages,
    [`src/team/${folder}/${folder}.service.ts`]: code.service,
    [`src/team/${folder}/${folder}.controller.ts`]: code.controller,
    [`src/team/${folder}/${folder}.module.ts`]: code.module,
    [`test/team/${folder}/${folder}.test.ts`]: entityTest(names),
  };
}
