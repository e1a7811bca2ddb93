import type { SessionOptions } from 'express-session';
import type { Request } from 'express';
import type { Settings } from '../../config/settings.js';
import { signInCookieAttributes, signInCookieName } from '../../http/responses/cookies.js';
import { HASH_TAG } from '../record/loaded-session.js';
import { ANONYMOUS, newSessionId } from '../record/session-id.js';
import type { SessionStore } from './session-store.js';

/** Says for which account the next id of this request is made. */
export function tagRequest(request: Request, hashTag: string): void {
  request[HASH_TAG] = hashTag;
}

/** Every setting of express-session, with its reason. */
export function sessionOptions(settings: Settings, store: SessionStore): SessionOptions {
  return {
    store,
    name: signInCookieName('session', settings),
    // The first signs, all verify: keys rotate without a logout.
    secret: [...settings.sessionSecrets],
    // The browser's own session: idle and absolute limits hold on the server.
    cookie: signInCookieAttributes(settings),
    // Also called for every request without a cookie: that one gets an id that is never stored.
    genid: (request) => {
      const hashTag = (request as Request)[HASH_TAG];
      return hashTag === undefined ? ANONYMOUS : newSessionId(hashTag);
    },
    // Loaded sessions are written when they changed, and not otherwise.
    resave: false,
    // Who only looks leaves nothing behind and gets no cookie.
    saveUninitialized: false,
    // A slow answer to an old id must not set its cookie over the new one.
    rolling: false,
  };
}
