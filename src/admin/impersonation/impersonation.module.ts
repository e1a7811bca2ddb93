import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { UsersModule } from '../../users/users.module.js';
import { AdminUsersModule } from '../users/admin-users.module.js';
import { ImpersonationController } from './impersonation.controller.js';
import { Impersonations } from './impersonations.service.js';

/** Lets administrators act as somebody, to look into what that person sees (docs/impersonation.md). */
@Module({
  imports: [AdminUsersModule, AuthModule, SessionsModule, UsersModule],
  controllers: [ImpersonationController],
  providers: [Impersonations],
})
export class ImpersonationModule {}
