import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { defineEntity, EntityManager, p } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Body, Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../../src/auth/access/access.decorators.js';
import { Feature } from '../../src/features/feature.js';
import { RuleList } from '../../src/forms/rule-list.js';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { page } from '../../src/http/responses/outcome.js';
import { User } from '../../src/users/user.entity.js';
import { view } from '../../src/views/view.js';
import { freePort } from '../support/network.js';

const ShelfSchema = defineEntity({
  name: 'Shelf',
  tableName: 'shelves',
  properties: { id: p.uuid().primary(), title: p.string(), books: () => p.oneToMany(Book).mappedBy('shelf') },
});
class Shelf extends ShelfSchema.class {}
ShelfSchema.setClass(Shelf);

const BookSchema = defineEntity({
  name: 'Book',
  tableName: 'books',
  properties: { id: p.uuid().primary(), shelf: () => p.manyToOne(Shelf) },
});
class Book extends BookSchema.class {}
BookSchema.setClass(Book);

class Stray {
  id = '';
}

const RowsPage = view<{ rows: string[] }>('Rows', ({ data }) => <p>{data.rows.length}</p>);

/** What somebody does by mistake in a handler, by the name that the list of remedies has for it. */
export const MISTAKES: Readonly<Record<string, (em: SqlEntityManager) => unknown>> = {
  'a table is missing': (em) => em.find(Shelf, {}),
  'a column is missing': (em) => em.execute('select nickname from users'),
  'an entity is not named': (em) => em.find(Stray, {}),
  'a value of another type than its column': (em) => em.findOne(User, { id: 'mine' }),
  'a value that may be there once is there twice': async (em) => {
    const username = randomUUID().slice(0, 18);
    const account = { username, usernameKey: username, email: `${username}@example.org`, passwordHash: 'none' };
    em.create(User, account);
    em.create(User, { ...account, email: `other-${account.email}` });
    await em.flush();
  },
  'a value is missing that its column needs': (em) => em.execute('insert into users (id) values (gen_random_uuid())'),
  'a row refers to one that is not there, or is referred to': (em) =>
    em.execute(
      "insert into revoked_sessions (session_hash, user_id, expires_at) values ('x', '00000000-0000-7000-8000-000000000000', now())",
    ),
  'nothing was found by findOneOrFail': (em) => em.findOneOrFail(User, { usernameKey: 'nobody' }),
  'a relation that was not loaded': (em) => em.map(Shelf, { id: randomUUID(), title: 'one' }).books.getItems(),
  'a property that an entity must have is not set': async (em) => {
    em.create(Shelf, { id: randomUUID() } as { id: string; title: string });
    await em.flush();
  },
  'a session or an answer that is no JSON': () => ({ amount: 10n }),
  'a view that threw': () => page(RowsPage, {} as { rows: string[] }),
  'a store that is away': async () => once(connect(await freePort(), '127.0.0.1'), 'connect'),
};

class WithoutPage {
  @RuleList([{ code: 'validationFailed', holds: () => false }])
  text = '';
}

@Public()
@Controller('mistakes')
class MistakesController {
  constructor(private readonly em: EntityManager) {}

  @Get(':fault')
  make(@Param('fault') fault: string): unknown {
    return MISTAKES[fault]?.(this.em as SqlEntityManager);
  }

  @Get('answers/twice')
  answer(@Res() response: Response) {
    response.end('done');
    response.status(200).setHeader('Late', 'yes');
  }

  @Get('answers/nothing')
  nothing() {}

  @Get('answers/data')
  data() {
    return { lamp: 'red' };
  }

  @Post('without-page')
  withoutPage(@Body(FormPipe) form: WithoutPage) {
    return form;
  }
}

@Module({ controllers: [MistakesController] })
@Feature({ entities: [ShelfSchema, BookSchema] })
export class MistakesModule {}
