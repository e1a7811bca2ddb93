import type { SessionOptions } from 'express-session';
import type { Request } from 'express';
import type { Settings } from '../../config/settings.js';
import { signInCookieAttributes, signInCookieName } from '../../http/responses/cookies.js';
import { HASH_TAG } from '../record/loaded-session.js';
import { ANONYMOUS, newSessionId } from '../record/session-id.js';
import type { SessionStore } from './session-store.js';

/** Marks the account for which the next id of this request is made. */
export function tagRequest(request: Request, hashTag: string): void {
  request[HASH_TAG] = hashTag;
}

/** Returns every setting of express-session, each with its reason. */
export function sessionOptions(settings: Settings, store: SessionStore): SessionOptions {
  return {
    store,
    name: signInCookieName('session', settings),
    // The first secret signs and all of them verify, so keys rotate without a logout.
    secret: [...settings.sessionSecrets],
    // The cookie lives as long as the browser's session, because the server enforces the idle and absolute limits.
    cookie: signInCookieAttributes(settings),
    // express-session also calls this for every request without a cookie, which gets an id that is never stored.
    genid: (request) => {
      const hashTag = (request as Request)[HASH_TAG];
      return hashTag === undefined ? ANONYMOUS : newSessionId(hashTag);
    },
    // Loaded sessions are written only when they changed.
    resave: false,
    // A visitor who only looks leaves nothing behind and gets no cookie.
    saveUninitialized: false,
    // A slow answer to an old id must not set its cookie over the new one.
    rolling: false,
  };
}
