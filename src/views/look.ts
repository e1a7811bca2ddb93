/** This is a picture of the look's folder, with the room that it takes in CSS pixels, so that nothing moves when it comes. */
export interface Logo {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/**
 * This is how a site looks: its name, and files of one folder by their names in it. The files are read at the start and
 * served under names with a hash of their content. Every part may be missing.
 */
export interface Look {
  readonly siteName?: string;
  /** Where the files are: `new URL('./public/', import.meta.url)`. */
  readonly folder?: URL;
  readonly logo?: Logo;
  readonly favicon?: string;
  /** They come after Bootstrap's and ours, on every page. */
  readonly stylesheets?: readonly string[];
  /** They run on every page when it has been read (`defer`). */
  readonly scripts?: readonly string[];
}

export const PRODUCT_NAME = 'Gatehouse';
