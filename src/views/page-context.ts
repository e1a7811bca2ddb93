import type { ComponentChildren, JSX } from 'preact';
import type { FlashCategory, FlashMessage, TextCode, Texts } from '../texts/texts.js';
import type { TextDirection } from '../texts/languages.js';
import type { NavigationLink } from './links.js';
import type { PageUser } from './shown-user.js';
import type { Theme } from './themes.js';

/** This is a message at a field: a code of the file of texts with the values for its gaps, or a text itself. */
export interface FieldMessage {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export type FieldErrors = Readonly<Record<string, readonly FieldMessage[]>>;

/** This is a form that is shown again: what was typed, and what is wrong. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>;
  /** These are the values of fields that hold several. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  readonly errors: FieldErrors;
  /** This tells what is wrong with the form as a whole. */
  readonly alert?: string;
}

/** This is a message that this page shows once. */
export interface ShownFlash extends FlashMessage {
  readonly category: FlashCategory;
}

/** This is a sentence that every page shows until its reason is gone, with a link to the page that is for it. */
export interface ShownBanner {
  readonly text: TextCode;
  readonly label: TextCode;
  readonly path: string;
}

/** Every page may show this besides its own data. */
export interface PageContext {
  readonly user: PageUser | null;
  readonly flashes: readonly ShownFlash[];
  readonly texts: Texts;
  /** These are the links of the navigation that this visitor sees. */
  readonly navigation: readonly NavigationLink[];
  /** This is the path of this page. */
  readonly path: string;
  readonly form: FormState;
  readonly passwordMinLength: number;
  readonly site: Site;
  /** These are paths of the pictures of the site; those that a signed-in visitor gets are kept by no cache. */
  readonly icon: string;
  readonly logo: string;
  /** This page is for people who have forgotten their password. */
  readonly forgotPasswordPath?: string | undefined;
  /** This page makes an account; undefined where nobody may sign up. */
  readonly registerPath?: string | undefined;
  readonly banner?: ShownBanner | undefined;
  /** This is the name of the administrator who acts as the person whom this page is for. */
  readonly impersonator?: string | undefined;
}

export interface LoginWayProps {
  readonly context: PageContext;
  /** This is the safe address to go on to. */
  readonly next: string | null;
}

/** This is another way to log in than by a password, which a module adds to the page of the login. */
export interface LoginWay {
  readonly order: number;
  readonly shown: (props: LoginWayProps) => JSX.Element;
}

/** A layout gets this of every page. */
export interface LayoutProps {
  readonly title: string;
  /** This is the page that this one lies under: marked in the navigation, with a link back to it. */
  readonly section?: { readonly title: string; readonly path: string };
  readonly context: PageContext;
  readonly next?: string | null;
  readonly children: ComponentChildren;
}

export type PageLayout = (props: LayoutProps) => JSX.Element;

/** This is what all pages of one site share in one language and theme: one object for each, so that caches may go by it. */
export interface Site {
  readonly name: string;
  /** This is a language tag (RFC 5646), as `<html lang>` has it. */
  readonly language: string;
  readonly direction: TextDirection;
  readonly texts: Texts;
  readonly theme: Theme;
  /** These are paths of the stylesheets, in the scheme of the theme; each name contains a hash of the content. */
  readonly stylesheets: readonly string[];
  /** These are paths of the scripts of the site's look. */
  readonly scripts: readonly string[];
  /** These are paths of the product's own scripts: none is needed, and each makes something more comfortable. */
  readonly comforts: { readonly showPassword: string; readonly refusedForm: string; readonly recoveryCodes: string };
  /** These are other ways to log in than by a password. */
  readonly loginWays: readonly LoginWay[];
  /** This is the media type of the icon. */
  readonly iconType: string;
  readonly logoSize: { readonly width: number; readonly height: number };
  /** This takes the place of the product's layout. */
  readonly layout?: PageLayout | undefined;
  /** Returns the path of a file of the look's folder by its name. Throws where there is none. */
  readonly file: (name: string) => string;
}
