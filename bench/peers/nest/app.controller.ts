import { Controller, Get, Post, Redirect, Render, Request, UseGuards } from '@nestjs/common';
import { AuthenticatedGuard, LocalAuthGuard } from './auth.js';
import type { User } from './user.js';

interface Signed {
  readonly user: User;
}

@Controller()
export class AppController {
  @Get()
  @Render('front')
  front(): object {
    return {};
  }

  @Get('health')
  health(): object {
    return { status: 'ok' };
  }

  @UseGuards(LocalAuthGuard)
  @Post('login')
  @Redirect('/dashboard')
  login(): void {}

  @UseGuards(AuthenticatedGuard)
  @Get('dashboard')
  @Render('dashboard')
  dashboard(@Request() request: Signed): object {
    return { username: request.user.username };
  }

  @UseGuards(AuthenticatedGuard)
  @Get('profile')
  profile(@Request() request: Signed): object {
    const { id, username, email, createdAt } = request.user;
    return { user: { id, username, email, createdAt } };
  }
}
