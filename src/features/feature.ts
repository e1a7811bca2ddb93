import type { Constructor, Options } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { Type } from '@nestjs/common';
import type { SettingsPart } from '../config/settings.js';
import type { FlashCategory, TextCode } from '../texts/texts.js';
import type { NavigationLink, PageLink } from '../views/links.js';

/** A table, as MikroORM takes them. */
export type Entity = NonNullable<Options['entities']>[number];

/** One of a `migrations/` folder, in the list of its `index.ts`. */
export type MigrationClass = Constructor<Migration>;

/** A line on the profile page; `value` is asked when the page is shown. */
export interface ProfileRow {
  readonly label: TextCode;
  readonly order: number;
  readonly value: (user: Express.User) => string;
}

/** What a module brings besides routes and providers. Every part may be missing. */
export interface FeatureParts {
  readonly entities?: readonly Entity[];
  readonly migrations?: readonly MigrationClass[];
  /** A class that reads variables of the environment: an instance is injected by its type. */
  readonly settings?: SettingsPart;
  /** English sentences by their codes; the type of the codes comes by `TextCatalogue` (texts/texts.ts). */
  readonly texts?: Readonly<Record<string, string>>;
  /** The codes that may wait in the flash cookie, by `FlashCatalogue`. */
  readonly flashes?: Readonly<Record<string, FlashCategory>>;
  readonly navigation?: readonly NavigationLink[];
  readonly settingsLinks?: readonly PageLink[];
  readonly profileRows?: readonly ProfileRow[];
  /** Names for `AccountEvents.announce`, by `AccountEventCatalogue` (log/security-events.ts). */
  readonly events?: readonly string[];
}

const PARTS = new WeakMap<object, FeatureParts>();

/**
 * Says on a module class what it brings. Whoever imports the module, from `app.module.ts`, from `TeamModule` or from
 * a module of theirs, has all of it.
 */
export function Feature(parts: FeatureParts): ClassDecorator {
  return (module) => void PARTS.set(module, parts);
}

/** What this module brings, if it says so. */
export function partsOf(module: Type): FeatureParts | undefined {
  return PARTS.get(module);
}
