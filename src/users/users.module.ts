import { Module } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { migrations } from '../../migrations/index.js';
import { Feature } from '../features/feature.js';
import { AccountChangesService } from './account-changes.service.js';
import { AccountEvents } from './account-events.js';
import { BreachSettings } from './passwords/breach.settings.js';
import { BreachedPasswords } from './passwords/breached-passwords.js';
import { AccountDataProviders } from './data/account-data.providers.js';
import { KeptMailsData } from './data/kept-mails-data.js';
import { OutboxData } from './data/outbox-data.js';
import { UserData } from './data/user-data.js';
import { AccountClosing } from './removal/account-closing.js';
import { AccountRemoval } from './removal/account-removal.js';
import { ReservedUsernameSchema } from './removal/reserved-username.entity.js';
import { UsernameReservations } from './removal/username-reservations.js';
import { FormerEmailSchema } from './former-emails/former-email.entity.js';
import { FormerEmails } from './former-emails/former-emails.service.js';
import { HashQueue } from './passwords/hash-queue.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { StoredCosts } from './passwords/stored-costs.js';
import { UnreadableHashes } from './passwords/unreadable-hashes.js';
import { PrincipalsService } from './principal/principals.service.js';
import { RevokedSessionSchema } from './principal/revoked-session.entity.js';
import { LastSeen } from './last-seen.js';
import { UserSchema } from './user.entity.js';
import { usersTexts } from './users.texts.js';
import { UsersService } from './users.service.js';

/** Provides accounts, their passwords, and what a request knows of them. */
@Module({
  // There is one emitter for a team's events too, so it knows `order.*` as Nest's documentation has it.
  imports: [EventEmitterModule.forRoot({ wildcard: true })],
  providers: [
    AccountChangesService,
    AccountClosing,
    AccountDataProviders,
    AccountEvents,
    BreachedPasswords,
    AccountRemoval,
    FormerEmails,
    HashQueue,
    LastSeen,
    PasswordHasher,
    PrincipalsService,
    StoredCosts,
    UnreadableHashes,
    KeptMailsData,
    OutboxData,
    UserData,
    UsernameReservations,
    UsersService,
  ],
  exports: [
    AccountChangesService,
    AccountClosing,
    AccountDataProviders,
    AccountEvents,
    AccountRemoval,
    FormerEmails,
    BreachedPasswords,
    HashQueue,
    LastSeen,
    PasswordHasher,
    PrincipalsService,
    UnreadableHashes,
    UsernameReservations,
    UsersService,
  ],
})
@Feature({
  entities: [UserSchema, RevokedSessionSchema, ReservedUsernameSchema, FormerEmailSchema],
  migrations,
  settings: BreachSettings,
  texts: usersTexts,
  events: ['deletion-requested', 'deletion-cancelled'],
})
export class UsersModule {}
