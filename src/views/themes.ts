/** A person may choose one of these; the first is that of guests. */
export const THEME_NAMES = ['system', 'light', 'dark', 'contrast', 'sepia'] as const;

export type ThemeName = (typeof THEME_NAMES)[number];

/** A stylesheet speaks of these two (`prefers-color-scheme`); without one the device decides. */
export type Scheme = 'light' | 'dark';

/** This is what a page must say of its theme before any stylesheet has come. */
export interface Theme {
  readonly name: ThemeName;
  readonly scheme: Scheme | undefined;
  /** This is the value of `<meta name="color-scheme">`: the browser paints the empty page and its own controls by it. */
  readonly colorScheme: string;
  /** This is what a phone paints around the page: the colour of the header (see gatehouse.css). */
  readonly color: string | undefined;
}

export const SYSTEM_THEME: Theme = { name: 'system', scheme: undefined, colorScheme: 'light dark', color: undefined };

export const THEMES: readonly Theme[] = [
  SYSTEM_THEME,
  { name: 'light', scheme: 'light', colorScheme: 'light', color: '#ffffff' },
  { name: 'dark', scheme: 'dark', colorScheme: 'dark', color: '#2b3035' },
  { name: 'contrast', scheme: 'dark', colorScheme: 'dark', color: '#000000' },
  { name: 'sepia', scheme: 'light', colorScheme: 'light', color: '#fbf5e6' },
];

export function isThemeName(text: string): text is ThemeName {
  return (THEME_NAMES as readonly string[]).includes(text);
}

/**
 * Returns the attributes of `<html>` that put a theme in force, also for stylesheets that know Bootstrap's
 * `data-bs-theme`. A page in the device's colours has none.
 */
export function themeAttributes({ name, scheme }: Theme): Readonly<Record<string, string>> {
  return scheme === undefined ? NO_ATTRIBUTES : { 'data-bs-theme': scheme, 'data-theme': name };
}

const NO_ATTRIBUTES = {};
