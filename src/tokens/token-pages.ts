import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Request } from 'express';
import type { Outcome } from '../http/responses/outcome.js';
import { LinkInvalid } from './link-invalid.js';
import { TokenPage } from './token-page.js';
import { TokensService } from './tokens.service.js';

/** Shows the page of a mailed link, whichever module it belongs to. */
@Injectable()
export class TokenPages {
  constructor(
    private readonly modules: ModulesContainer,
    private readonly tokens: TokensService,
  ) {}

  /** Throws {@link LinkInvalid}; with `kinds`, also for a link of another kind. */
  async show(text: unknown, request: Request, ...kinds: readonly string[]): Promise<Outcome> {
    const token = await this.tokens.find(text);
    const isMeant = token !== null && (kinds.length === 0 || kinds.includes(token.kind));
    const page = !isMeant ? undefined : this.pages().find((one) => one.kind === token.kind);
    if (token === null || page === undefined) throw new LinkInvalid();
    return page.show(token, String(text), request);
  }

  private pages(): TokenPage[] {
    const providers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    return providers.map(({ instance }) => instance as unknown).filter((instance) => instance instanceof TokenPage);
  }
}
