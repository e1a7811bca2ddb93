import type { Type } from '@nestjs/common';
import type { SettingsPart } from '../config/settings.js';
import type { LoginWay } from '../views/page-context.js';
import { byOrder, type NavigationLink, type PageLink } from '../views/links.js';
import { english, type FlashCategory, type FlashCategories, FLASHES, type Texts } from '../texts/texts.js';
import {
  type ConfigureApplication,
  type Entity,
  type FeatureParts,
  type MigrationClass,
  partsOf,
  type ProfileRow,
} from './feature.js';
import { Appearance } from './appearance.js';
import { DeclaredRoles } from './declared-roles.js';
import { merged } from './merged.js';
import { type ModuleImport, modulesIn } from './modules-in.js';

/** Holds all that the modules of one application bring, gathered once before any of them is made. */
export class Features {
  readonly entities: readonly Entity[];
  /** They are sorted by name, which begins with the time at which it was made, whatever module it comes from. */
  readonly migrations: readonly { readonly name: string; readonly class: MigrationClass }[];
  readonly settings: readonly SettingsPart[];
  readonly texts: Texts;
  readonly flashes: FlashCategories;
  readonly navigation: readonly NavigationLink[];
  readonly settingsLinks: readonly PageLink[];
  readonly profileRows: readonly ProfileRow[];
  readonly loginWays: readonly LoginWay[];
  readonly events: readonly string[];
  readonly roles: DeclaredRoles;
  readonly linkPaths: readonly string[];
  readonly newLinkPages: readonly PageLink[];
  readonly appearance: Appearance;
  readonly application: readonly ConfigureApplication[];

  private constructor(
    parts: readonly FeatureParts[],
    /** These are the controllers of all modules. */
    readonly controllers: readonly Type[],
  ) {
    this.entities = parts.flatMap(({ entities = [] }) => entities);
    this.migrations = sortedByName(parts.flatMap(({ migrations = [] }) => migrations));
    this.settings = parts.flatMap(({ settings }) => settings ?? []);
    this.texts = merged('text', [english, ...parts.map(({ texts = {} }) => texts)]) as unknown as Texts;
    this.flashes = merged<FlashCategory>('flash message', [
      FLASHES,
      ...parts.map(({ flashes = {} }) => flashes),
    ]) as FlashCategories;
    this.navigation = parts.flatMap(({ navigation = [] }) => navigation).toSorted(byOrder);
    this.settingsLinks = parts.flatMap(({ settingsLinks = [] }) => settingsLinks).toSorted(byOrder);
    this.profileRows = parts.flatMap(({ profileRows = [] }) => profileRows).toSorted(byOrder);
    this.loginWays = parts.flatMap(({ loginWays = [] }) => loginWays).toSorted((one, other) => one.order - other.order);
    this.application = parts.flatMap(({ application }) => application ?? []);
    this.events = parts.flatMap(({ events = [] }) => events);
    this.roles = new DeclaredRoles(parts.flatMap(({ roles }) => roles ?? []));
    this.linkPaths = parts.flatMap(({ linkPaths = [] }) => linkPaths);
    this.newLinkPages = parts.flatMap(({ newLinkPages = [] }) => newLinkPages).toSorted(byOrder);
    this.refuseUnknownCodes();
    this.appearance = new Appearance(parts, this.texts);
  }

  /**
   * Gathers from these modules and all that they import. Throws where two of them bring a migration or a text of
   * the same name, or where a link's label has no text or its role is declared by none.
   */
  static async of(modules: readonly ModuleImport[]): Promise<Features> {
    const found = await modulesIn(modules);
    const parts = found.modules.map(partsOf).filter((part) => part !== undefined);
    return new Features(parts, found.controllers);
  }

  /** Types cannot see which modules are imported, so unknown codes are refused at the start. */
  private refuseUnknownCodes(): void {
    const links = [...this.navigation, ...this.settingsLinks, ...this.newLinkPages];
    const labels = [...links, ...this.profileRows].map(({ label }) => label);
    const odd = links.find(({ role }) => role !== undefined && !this.roles.isRole(role));
    if (odd !== undefined) throw new Error(`the link to ${odd.path} is for the role "${odd.role}", which no module declares`);
    const unknown = [...labels, ...Object.keys(this.flashes)].find((code) => !Object.hasOwn(this.texts, code));
    if (unknown !== undefined) throw new Error(`no module brings the text "${unknown}"`);
  }
}

function sortedByName(classes: readonly MigrationClass[]): { name: string; class: MigrationClass }[] {
  const named = classes
    .map((made) => ({ name: made.name, class: made }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const twice = named.find(({ name }, index) => named[index + 1]?.name === name);
  // A name that does not begin with a time has no place in the order; a minifier makes such names.
  const odd = named.find(({ name }) => !/^Migration\d{14}/.test(name));
  if (odd !== undefined) throw new Error(`a migration is called ${odd.name}, not Migration and the time of its making`);
  if (twice !== undefined) throw new Error(`two migrations are called ${twice.name}`);
  return named;
}
