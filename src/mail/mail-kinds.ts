import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { MailKind } from './mail-kind.js';

/** Finds the kinds of mail that all modules together provide, by their class. */
@Injectable()
export class MailKinds implements OnApplicationBootstrap {
  private kinds: ReadonlyMap<string, MailKind> = new Map();

  constructor(private readonly modules: ModulesContainer) {}

  /** Throws for a kind that could not work: two of one name, or one that is made anew for each request. */
  onApplicationBootstrap(): void {
    const wrappers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    const found = wrappers.filter(({ instance }) => instance instanceof MailKind);
    if (found.some((wrapper) => !wrapper.isDependencyTreeStatic())) throw new Error('a MailKind must not be request-scoped');
    // One instance may be provided by several modules or under several names.
    const kinds = [...new Set(found.map(({ instance }) => instance as MailKind))];
    this.kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    if (this.kinds.size < kinds.length) throw new Error('two kinds of mail have the same name');
  }

  /** Returns undefined for a kind that this build does not know: a newer one may have put it into the outbox. */
  named(name: string): MailKind | undefined {
    return this.kinds.get(name);
  }
}
