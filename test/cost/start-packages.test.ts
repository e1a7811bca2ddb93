import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** These are loaded when somebody needs them, or only where there are servers: each costs every start 50 ms and more. */
const LATER = [
  '@mikro-orm/pglite',
  '@mikro-orm/postgresql',
  '@simplewebauthn/server',
  'class-validator',
  'ioredis',
  'nodemailer',
  'pg-boss',
  'prom-client',
  'sharp',
  'tar',
];

/** What this file loads as soon as it is loaded itself: no types, and nothing by `import()`. */
function loadedBy(file: string): string[] {
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    const isLoaded = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) && !isOfTypes(statement);
    return isLoaded ? [moduleSpecifier.text] : [];
  });
}

function isOfTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const { importClause } = statement;
  if (importClause === undefined) return false;
  const { namedBindings, name } = importClause;
  const areTypes =
    namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.every((one) => one.isTypeOnly);
  return importClause.phaseModifier === ts.SyntaxKind.TypeKeyword || (name === undefined && areTypes);
}

/** The files and packages that are loaded with this file. */
function loadedWith(entry: string): Set<string> {
  const loaded = new Set([entry]);
  for (const one of loaded) {
    // What a team's site loads is its own affair.
    if (!one.startsWith('src/') || one.startsWith('src/team/')) continue;
    for (const name of loadedBy(one)) loaded.add(name.startsWith('.') ? sourceOf(join(dirname(one), name)) : name);
  }
  return loaded;
}

function sourceOf(path: string): string {
  const base = path.replace(/\.js$/, '');
  return [`${base}.ts`, `${base}.tsx`].find(existsSync) ?? path;
}

it('a start loads no package that is needed later, or by servers alone', () => {
  const loaded = loadedWith('src/serve.ts');
  expect(loaded).toContain('@nestjs/core');
  expect([...loaded].filter((name) => LATER.includes(name))).toEqual([]);
});
