import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/settings.js';
import { cookieAttributes, cookieName, cookieOf } from '../http/cookies.js';

/** The session cookie as a browser sends it; express-session sets it. */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.name = cookieName('session', settings);
    this.attributes = cookieAttributes(settings);
  }

  isSent(request: Request): boolean {
    return cookieOf(request, this.name) !== undefined;
  }

  /** Takes it away from a browser that has one. */
  clear(request: Request, response: Response): void {
    if (this.isSent(request)) response.clearCookie(this.name, this.attributes);
  }
}
