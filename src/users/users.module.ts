import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { migrations } from '../../migrations/index.js';
import { Feature } from '../features/feature.js';
import { AccountChangesService } from './account-changes.service.js';
import { AccountEvents } from './account-events.js';
import { HashQueue } from './passwords/hash-queue.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { StoredCosts } from './passwords/stored-costs.js';
import { UnreadableHashes } from './passwords/unreadable-hashes.js';
import { PrincipalsService } from './principal/principals.service.js';
import { RevokedSessionSchema } from './principal/revoked-session.entity.js';
import { UserSchema } from './user.entity.js';
import { usersTexts } from './users.texts.js';
import { UsersService } from './users.service.js';

/** Provides accounts, their passwords, and what a request knows of them. */
@Module({
  imports: [EventEmitterModule.forRoot()],
  providers: [
    AccountChangesService,
    AccountEvents,
    HashQueue,
    PasswordHasher,
    PrincipalsService,
    StoredCosts,
    UnreadableHashes,
    UsersService,
  ],
  exports: [AccountChangesService, AccountEvents, HashQueue, PasswordHasher, PrincipalsService, UnreadableHashes, UsersService],
})
@Feature({ entities: [UserSchema, RevokedSessionSchema], migrations, texts: usersTexts })
export class UsersModule {}
