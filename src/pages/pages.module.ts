import { Module } from '@nestjs/common';
import { DashboardController } from './dashboard/dashboard.controller.js';
import { HomeController } from './home/home.controller.js';

/** The pages that a team replaces by its own. */
@Module({ controllers: [HomeController, DashboardController] })
export class PagesModule {}
