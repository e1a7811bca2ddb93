import { Module } from '@nestjs/common';
import { Feature } from '../features/feature.js';
import { DashboardController } from './dashboard/dashboard.controller.js';
import { HomeController } from './home/home.controller.js';
import { pagesTexts } from './pages.texts.js';

/** Provides the pages that a team replaces by its own. */
@Module({ controllers: [HomeController, DashboardController] })
@Feature({ texts: pagesTexts, navigation: [{ label: 'dashboardLink', path: '/dashboard', order: 100 }] })
export class PagesModule {}
