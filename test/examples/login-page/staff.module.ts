import { Module } from '@nestjs/common';
import { StaffController, StaffLoginController } from './staff.controller.js';

@Module({ controllers: [StaffController, StaffLoginController] })
export class StaffModule {}
