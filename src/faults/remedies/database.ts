import type { Remedy } from './remedy.js';

/** What goes wrong with entities, tables and rows. */
export const DATABASE_REMEDIES: readonly Remedy[] = [
  {
    fault: 'a table is missing',
    code: ['42P01'],
    remedy:
      'write its migration, npm run migration:create -- <name> --in <folder>, name it in `migrations` of @Feature, and start again; on servers: npm run migrate',
  },
  {
    fault: 'a column is missing',
    code: ['42703'],
    remedy: 'an entity has a property that its table lacks: npm run migration:create -- <name> --in <folder>, then start again',
  },
  {
    fault: 'an entity is not named',
    is: ['MetadataError', 'ValidationError'],
    says: /was not discovered|not discovered entity|^Metadata for entity \S+ not found$/,
    remedy: 'name the entity in `entities` of @Feature on its module, and the module in src/team/team.module.ts',
  },
  {
    fault: 'a value of another type than its column',
    code: ['22P02'],
    remedy: "check what comes from outside before it reaches a query, for example @Param('id', ParseUUIDPipe)",
  },
  {
    fault: 'a value that may be there once is there twice',
    code: ['23505'],
    remedy: 'catch UniqueConstraintViolationException around flush() and throw InvalidForm with a message at the field',
  },
  {
    fault: 'a value is missing that its column needs',
    code: ['23502'],
    remedy: 'set the property before flush(), give it a default, or make the column nullable, in the entity and in a migration',
  },
  {
    fault: 'a row refers to one that is not there, or is referred to',
    code: ['23503'],
    remedy: 'store the row that is referred to first, or give the reference a deleteRule for when it goes',
  },
  {
    fault: 'nothing was found by findOneOrFail',
    is: ['NotFoundError'],
    remedy: "ask with findOne and answer what is missing: if (note === null) throw new Problem('not_found')",
  },
  {
    fault: 'the global EntityManager',
    says: /^Using global EntityManager instance methods/,
    remedy:
      'outside of a request (a start, a timer) there is no unit of work: make one by unitOfWork(em) of src/database/unit-of-work.ts and use that',
  },
  {
    fault: 'a relation that was not loaded',
    says: /^(Collection|Reference)<.*not initialized$/,
    remedy: "load it with its owner: em.find(Note, where, { populate: ['tags'] }), or await note.tags.init()",
  },
  {
    fault: 'a property that an entity must have is not set',
    is: ['ValidationError'],
    says: /^Value for \S+ is required/,
    remedy: 'set it in em.create() or before flush(), give it a default, or make it nullable',
  },
];
