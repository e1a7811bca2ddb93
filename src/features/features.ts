import type { Type } from '@nestjs/common';
import type { SettingsPart } from '../config/settings.js';
import { byOrder, type NavigationLink, type PageLink } from '../views/links.js';
import { english, type FlashCategory, type Flashes, FLASHES, type Texts } from '../texts/texts.js';
import { type Entity, type FeatureParts, type MigrationClass, partsOf, type ProfileRow } from './feature.js';
import { type ModuleImport, modulesIn } from './modules-in.js';

/** Holds all that the modules of one application bring, gathered once before any of them is made. */
export class Features {
  readonly entities: readonly Entity[];
  /** They are sorted by name, which begins with the time at which it was made, whatever module it comes from. */
  readonly migrations: readonly { readonly name: string; readonly class: MigrationClass }[];
  readonly settings: readonly SettingsPart[];
  readonly texts: Texts;
  readonly flashes: Flashes;
  readonly navigation: readonly NavigationLink[];
  readonly settingsLinks: readonly PageLink[];
  readonly profileRows: readonly ProfileRow[];
  readonly events: readonly string[];

  private constructor(parts: readonly FeatureParts[]) {
    this.entities = parts.flatMap(({ entities = [] }) => entities);
    this.migrations = inOrder(parts.flatMap(({ migrations = [] }) => migrations));
    this.settings = parts.flatMap(({ settings }) => settings ?? []);
    this.texts = merged('text', [english, ...parts.map(({ texts = {} }) => texts)]) as unknown as Texts;
    this.flashes = merged<FlashCategory>('flash message', [FLASHES, ...parts.map(({ flashes = {} }) => flashes)]) as Flashes;
    this.navigation = parts.flatMap(({ navigation = [] }) => navigation).toSorted(byOrder);
    this.settingsLinks = parts.flatMap(({ settingsLinks = [] }) => settingsLinks).toSorted(byOrder);
    this.profileRows = parts.flatMap(({ profileRows = [] }) => profileRows).toSorted(byOrder);
    this.events = parts.flatMap(({ events = [] }) => events);
    this.refuseUnknownCodes();
  }

  /**
   * Gathers from these modules and all that they import. Throws where two of them bring a migration or a text of
   * the same name, or where a link's label has no text.
   */
  static async of(modules: readonly ModuleImport[]): Promise<Features> {
    const found: Type[] = await modulesIn(modules);
    return new Features(found.map(partsOf).filter((parts) => parts !== undefined));
  }

  /** Types cannot see which modules are imported, so unknown codes are refused at the start. */
  private refuseUnknownCodes(): void {
    const labels = [...this.navigation, ...this.settingsLinks, ...this.profileRows].map(({ label }) => label);
    const unknown = [...labels, ...Object.keys(this.flashes)].find((code) => !Object.hasOwn(this.texts, code));
    if (unknown !== undefined) throw new Error(`no module brings the text "${unknown}"`);
  }
}

function inOrder(classes: readonly MigrationClass[]): { name: string; class: MigrationClass }[] {
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

function merged<Value>(kind: string, parts: readonly Readonly<Record<string, Value>>[]): Record<string, Value> {
  const entries = parts.flatMap((part) => Object.entries(part));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two modules bring a ${kind} called "${twice}"`);
  return Object.fromEntries(entries);
}
