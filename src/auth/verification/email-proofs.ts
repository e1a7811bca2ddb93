import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { LinkInvalid } from '../../tokens/link-invalid.js';
import { TokensService } from '../../tokens/tokens.service.js';
import { EmailProof, tokenIn } from './email-proof.js';

/** Finds the proofs that all modules together provide, by their class. */
@Injectable()
export class EmailProofs {
  private found: readonly EmailProof[] | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly tokens: TokensService,
  ) {}

  get kinds(): readonly string[] {
    return this.all().map(({ kind }) => kind);
  }

  /** Returns the proof that this form's link is of. Throws {@link LinkInvalid}. */
  async of(body: unknown): Promise<EmailProof> {
    const token = await this.tokens.find(tokenIn(body));
    const proof = this.all().find(({ kind }) => kind === token?.kind);
    if (proof === undefined) throw new LinkInvalid();
    return proof;
  }

  private all(): readonly EmailProof[] {
    this.found ??= [...this.modules.values()]
      .flatMap((module) => [...module.providers.values()])
      .map(({ instance }) => instance as unknown)
      .filter((instance) => instance instanceof EmailProof);
    return this.found;
  }
}
