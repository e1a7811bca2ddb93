import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * What is there already below `src`: the first words of the product's paths, and the tables and the classes of entities,
 * a team's too. It is read from the code, so that nobody has to keep a list of it.
 */
export function takenIn(folder) {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((file) => /\.tsx?$/.test(file)) : [];
  // A team may link to what it is about to write.
  const product = files.filter((file) => !file.startsWith(`team${sep}`));
  const ours = codeOf(folder, product);
  const everybodys = codeOf(folder, files);
  return {
    // Below a path such as `people/:id/picture` there is room for a page at `/people`.
    paths: all(ours, /(?:^@Controller\('|['"`]\/)([a-z][a-z0-9-]*)(?![a-z0-9-]|\/[:$])/gm),
    tables: all(everybodys, /\btableName: '(\w+)'/g),
    entities: all(everybodys, /\bdefineEntity\(\{\s*name: '(\w+)'/g),
  };
}

const codeOf = (folder, files) => files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');

const all = (code, pattern) => new Set([...code.matchAll(pattern)].map(([, found]) => found));
