import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { GuestListJob } from './guest-list.job.js';

@Module({ imports: [ScheduleModule.forRoot()], providers: [GuestListJob] })
export class GuestListModule {}
