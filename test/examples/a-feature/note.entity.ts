import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../../src/users/user.entity.js';

const NoteSchema = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).mapToPk().deleteRule('cascade').index(),
    text: p.string().length(200),
    createdAt: p.datetime(),
  },
});

export class Note extends NoteSchema.class {}

NoteSchema.setClass(Note);

export { NoteSchema };
