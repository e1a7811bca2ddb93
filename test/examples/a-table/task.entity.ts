import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../../src/users/user.entity.js';

const TaskSchema = defineEntity({
  name: 'Task',
  tableName: 'tasks',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    title: p.string().length(80),
    notes: p.text(),
    due: p.string().length(10),
    effort: p.integer(),
    area: p.string().length(20),
    priority: p.string().length(20),
    tags: p.array(),
    /** It rises with every change: of two that met, the second is refused. */
    version: p.integer().version(),
  },
});

export class Task extends TaskSchema.class {}

TaskSchema.setClass(Task);

export { TaskSchema };
