import type { Remedy } from './remedy.js';

/** What goes wrong with files, modules and providers, mostly at the start. */
export const MODULE_REMEDIES: readonly Remedy[] = [
  {
    fault: 'import type on something that is injected',
    is: ['UnknownDependenciesException'],
    says: /import type/,
    remedy: 'import the class itself: `import type` leaves nothing behind for Nest to inject; an interface needs @Inject(TOKEN)',
  },
  {
    fault: 'a provider that its module does not export',
    is: ['UnknownDependenciesException'],
    remedy:
      'name the class in `providers` of this module, or in `exports` of the module that has it, and that module in `imports` of this one',
  },
  {
    fault: 'an export of what a module does not have',
    is: ['UnknownExportException'],
    remedy: 'name it in `providers` of the same module too, or export the module that it comes from',
  },
  {
    fault: 'two files that import each other',
    is: [
      'UndefinedModuleException',
      'UndefinedForwardRefException',
      'UndefinedModuleEntryException',
      'UndefinedDependencyException',
    ],
    remedy:
      'two files import each other, so one of them is still empty when it is asked: move what both need into a third file, or use forwardRef()',
  },
  {
    fault: 'two files that import each other, and one uses the other while it loads',
    is: ['ReferenceError', 'TypeError'],
    says: /^Cannot access '.+' before initialization$|^Class extends value undefined/,
    remedy: 'two files import each other, so one of them is still empty when it is used: move what both need into a third file',
  },
  {
    fault: 'two handlers for one route',
    is: ['RouteConflictException'],
    remedy: 'give one of the two another path or method; a route with a parameter also takes what stands below it',
  },
  {
    fault: 'a list of migrations that is not written yet',
    code: ['ERR_MODULE_NOT_FOUND'],
    says: /migrations[\\/]index\.js'/,
    remedy:
      'until migration:create has written the list, leave `migrations` and its import out of the module: npm run migration:create -- <name> --in <folder>',
  },
  {
    fault: 'an import without .js',
    code: ['ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'],
    remedy:
      "an import names the built file: './notes.module.js', also of a .ts and a .tsx; a package that is missing: npm install <name>",
  },
  {
    fault: 'an import of what a file does not export',
    is: ['SyntaxError'],
    says: /does not provide an export named/,
    remedy: 'check the name; a type or an interface is exported and imported by `export type` and `import type`',
  },
  {
    fault: 'a text that no module brings',
    says: /^no module brings the text /,
    remedy: 'add the code to `texts` of @Feature on a module that is imported',
  },
];
