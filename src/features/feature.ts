import type { Constructor, Options } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { SettingsPart } from '../config/settings.js';
import type { Language } from '../texts/languages.js';
import type { FlashCategory, TextCode } from '../texts/texts.js';
import type { PolicySources } from '../views/content-security-policy.js';
import type { NavigationLink, PageLink } from '../views/links.js';
import type { Look } from '../views/look.js';
import type { LoginWay } from '../views/page-context.js';
import type { PageLayout, PageReplacement } from '../views/view.js';
import type { RoleName, RolePermissions } from './role-catalogue.js';

/** This is a table, as MikroORM takes them. */
export type Entity = NonNullable<Options['entities']>[number];

/** This is one migration of a `migrations/` folder, in the list of its `index.ts`. */
export type MigrationClass = Constructor<Migration>;

/** The compiler knows the roles that a link may be for. */
type WithRole<Link extends PageLink> = Link & { readonly role?: RoleName };

/** This is a line on the profile page; `value` is asked when the page is shown. */
export interface ProfileRow {
  readonly label: TextCode;
  readonly order: number;
  readonly value: (user: Express.User) => string;
}

/** This does with the application what Nest's documentation writes into `main.ts`, before it listens. */
export type ConfigureApplication = (app: NestExpressApplication) => void | Promise<void>;

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
  readonly navigation?: readonly WithRole<NavigationLink>[];
  readonly settingsLinks?: readonly WithRole<PageLink>[];
  readonly profileRows?: readonly ProfileRow[];
  /** These are other ways to log in than by a password, shown on the page of the login. */
  readonly loginWays?: readonly LoginWay[];
  /** These are names for `AccountEvents.announce`, by `AccountEventCatalogue` (log/security-events.ts). */
  readonly events?: readonly string[];
  /** These are roles with the permissions that each gives, by `RoleCatalogue` and `PermissionCatalogue` (role-catalogue.ts). */
  readonly roles?: RolePermissions;
  /** These are paths whose query is the secret of a mailed link: no other site learns it from a `Referer`. */
  readonly linkPaths?: readonly string[];
  /** These pages give a new mailed link to whoever opened one that does not work any more. */
  readonly newLinkPages?: readonly PageLink[];
  /** These are languages of the site besides English, or other words for one that is there. */
  readonly languages?: readonly Language[];
  /** The site speaks these and no others, the first by default. Without it these are English and all that are brought. */
  readonly siteLanguages?: readonly string[];
  readonly look?: Look;
  /** These take the place of pages of the product: `replacePage(LoginFormPage, ...)`. */
  readonly pages?: readonly PageReplacement[];
  /** This takes the place of the product's layout on every page. */
  readonly layout?: PageLayout;
  /** Every page may load these besides the product's own files (docs/content-security-policy.md). */
  readonly contentSecurityPolicy?: PolicySources;
  readonly application?: ConfigureApplication;
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
