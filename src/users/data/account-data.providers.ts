import type { EntityManager } from '@mikro-orm/core';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { AccountData } from './account-data.js';

/** Finds what all modules together keep about a person, by the class of their providers. */
@Injectable()
export class AccountDataProviders implements OnApplicationBootstrap {
  private providers: readonly AccountData[] | undefined;

  constructor(private readonly modules: ModulesContainer) {}

  /** Throws for a provider that is made anew for each request: accounts end without one too. */
  onApplicationBootstrap(): void {
    this.all();
  }

  /**
   * Returns all that is kept about the person, by the names of its parts. Nothing is lost when two modules name a part
   * alike: the later one gets a number.
   */
  async export(accountId: string): Promise<Record<string, unknown>> {
    const parts = new Map<string, unknown>();
    for (const provider of this.all()) {
      const exported = await provider.export(accountId);
      // A list has no names of its own.
      const named = Array.isArray(exported) ? { [provider.constructor.name]: exported as unknown } : exported;
      for (const [name, value] of Object.entries(named)) parts.set(freeName(name, parts), value);
    }
    return Object.fromEntries(parts);
  }

  /** Erases all of it within the transaction of `em`. Throws what a provider throws. */
  async erase(accountId: string, em: EntityManager): Promise<void> {
    for (const provider of this.all().toSorted(byOrder)) await provider.erase(accountId, em);
  }

  /** They stand in the order of their modules, so that the product's own parts of an export keep their names. */
  private all(): readonly AccountData[] {
    this.providers ??= this.find();
    return this.providers;
  }

  private find(): AccountData[] {
    const wrappers = [...this.modules.values()].flatMap((module) => [...module.providers.values()]);
    const found = wrappers.filter(({ instance }) => instance instanceof AccountData);
    if (found.some((wrapper) => !wrapper.isDependencyTreeStatic())) throw new Error('an AccountData must not be request-scoped');
    // One instance may be provided by several modules or under several names.
    return [...new Set(found.map(({ instance }) => instance as AccountData))];
  }
}

function byOrder(one: AccountData, other: AccountData): number {
  return one.order - other.order;
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>, count = 1): string {
  const wanted = count === 1 ? name : `${name} ${count}`;
  return taken.has(wanted) ? freeName(name, taken, count + 1) : wanted;
}
