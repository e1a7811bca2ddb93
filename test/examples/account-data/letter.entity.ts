import { randomUUIDv7 } from 'node:crypto';
import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../../src/users/user.entity.js';

const LetterSchema = defineEntity({
  name: 'Letter',
  tableName: 'letters',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => randomUUIDv7()),
    author: () => p.manyToOne(User).mapToPk().index(),
    text: p.text(),
    sentAt: p.datetime(),
  },
});

export class Letter extends LetterSchema.class {}

LetterSchema.setClass(Letter);

export { LetterSchema };
