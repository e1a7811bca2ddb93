// (e) Nest as its documentation shows it: Passport with sessions, TypeORM's findOne in every request, Handlebars views.
import 'reflect-metadata';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RedisStore } from 'connect-redis';
import session from 'express-session';
import passport from 'passport';
import { createClient } from 'redis';
import { AppController } from './app.controller.js';
import { LocalStrategy, SessionSerializer } from './auth.js';
import { User } from './user.js';
import { UsersService } from './users.service.js';

const { DATABASE_URL = '', FILES = '', PORT, REDIS_URL = '' } = process.env;

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: DATABASE_URL, entities: [User] }),
    TypeOrmModule.forFeature([User]),
    PassportModule.register({ session: true }),
  ],
  controllers: [AppController],
  providers: [UsersService, LocalStrategy, SessionSerializer],
})
class AppModule {}

const client = await createClient({ url: REDIS_URL }).connect();
const app = await NestFactory.create<NestExpressApplication>(AppModule);
app.useStaticAssets(join(FILES, 'public'), { maxAge: '1y', immutable: true });
app.setBaseViewsDir(FILES);
app.setViewEngine('hbs');
const store = new RedisStore({ client });
app.use(session({ store, secret: 'the session secret of a benchmark', resave: false, saveUninitialized: false }));
app.use(passport.session());
await app.listen(Number(PORT), '127.0.0.1');
