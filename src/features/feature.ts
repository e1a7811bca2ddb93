import type { Constructor, Options } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { Type } from '@nestjs/common';
import type { SettingsPart } from '../config/settings.js';
import type { FlashCategory, TextCode } from '../texts/texts.js';
import type { NavigationLink, PageLink } from '../views/links.js';

/** This is a table, as MikroORM takes them. */
export type Entity = NonNullable<Options['entities']>[number];

/** This is one migration of a `migrations/` folder, in the list of its `index.ts`. */
export type MigrationClass = Constructor<Migration>;

/** This is a line on the profile page; `value` is asked when the page is shown. */
export interface ProfileRow {
  readonly label: TextCode;
  readonly order: number;
  readonly value: (user: Express.User) => string;
}

/** A module brings these besides routes and providers. Every part may be missing. */
export interface FeatureParts {
  readonly entities?: readonly Entity[];
  readonly migrations?: readonly MigrationClass[];
  /** This class reads variables of the environment: an instance is injected by its type. */
  readonly settings?: SettingsPart;
  /** These are English sentences by their codes; the type of the codes comes by `TextCatalogue` (texts/texts.ts). */
  readonly texts?: Readonly<Record<string, string>>;
  /** These codes may wait in the flash cookie, by `FlashCatalogue`. */
  readonly flashes?: Readonly<Record<string, FlashCategory>>;
  readonly navigation?: readonly NavigationLink[];
  readonly settingsLinks?: readonly PageLink[];
  readonly profileRows?: readonly ProfileRow[];
  /** These are names for `AccountEvents.announce`, by `AccountEventCatalogue` (log/security-events.ts). */
  readonly events?: readonly string[];
}

const PARTS = new WeakMap<object, FeatureParts>();

/**
 * Says on a module class what the module brings. Whoever imports the module, from `app.module.ts`, from `TeamModule`
 * or from a module of theirs, has all of it.
 */
export function Feature(parts: FeatureParts): ClassDecorator {
  return (module) => void PARTS.set(module, parts);
}

/** Returns what this module brings, if it says so. */
export function partsOf(module: Type): FeatureParts | undefined {
  return PARTS.get(module);
}
