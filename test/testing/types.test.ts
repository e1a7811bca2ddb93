import { relative } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const files = (config: string) =>
  ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config,
    { ...ts.sys, readDirectory: (_root, _extensions, _exclude, include) => [...(include ?? [])] },
    '.',
  );

it.each(['tsconfig.json', 'tsconfig.types.json'])("the compiler and editors read a team's tests in a browser (%s)", (config) => {
  expect(files(config).fileNames).toEqual(expect.arrayContaining(['e2e', 'playwright.config.ts']));
});

it('what they import has its types from the sources', () => {
  const { options } = files('tsconfig.types.json');
  const { resolvedModule } = ts.resolveModuleName(
    'gatehouse/testing',
    `${process.cwd()}/e2e/dashboard.spec.ts`,
    options,
    ts.sys,
    undefined,
    undefined,
    ts.ModuleKind.ESNext,
  );
  expect(relative('.', resolvedModule?.resolvedFileName ?? '')).toBe('src/testing/index.ts');
});
