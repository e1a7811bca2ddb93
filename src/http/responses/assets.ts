import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path/posix';
import { Injectable } from '@nestjs/common';
import { Features } from '../../features/features.js';
import type { TextDirection } from '../../texts/languages.js';
import type { Look } from '../../views/look.js';
import type { Site } from '../../views/page-context.js';
import type { Scheme } from '../../views/themes.js';
import { AssetFiles, mediaType } from './asset-files.js';
import { applyDarkMode, inScheme } from './dark-mode.js';
import { LookFiles } from './look-files.js';

/** A picture in two ways: for guests, and for pages of who is signed in. */
interface Picture {
  readonly cached: string;
  /**
   * Pages that show who is signed in use this path, which no cache may keep. Chromium does not keep a page with such a
   * part for the way Back (bfcache), where it would stand without a request after the session has ended.
   */
  readonly uncached: string;
  readonly type: string;
}

/** A stylesheet has a path for each scheme; they are the same where it asks for none. */
type Stylesheet = Readonly<Record<Scheme | 'system', string>>;

const PRODUCT_LOGO = { width: 28, height: 28 };

/**
 * Serves the stylesheets, the pictures and the scripts of the product and of the site's look from memory, read once.
 * No page makes a request that leaves the site.
 */
@Injectable()
export class Assets {
  readonly comforts: Site['comforts'];
  readonly scripts: readonly string[];
  readonly icon: Picture;
  readonly logo: Picture;
  readonly logoSize: Site['logoSize'];
  private readonly files = new AssetFiles();
  private readonly look: LookFiles;
  private readonly stylesheets: Readonly<Record<TextDirection, readonly Stylesheet[]>>;

  /** Throws where a look names a file that is not there, or two looks disagree. */
  constructor({ appearance: { looks, languages, logo, favicon } }: Features) {
    this.look = new LookFiles(looks, this.files);
    const shared = [this.stylesheet('gatehouse.css', ownFile('gatehouse.css').toString()), ...this.ofLooks(looks)];
    const isRtlSpoken = languages.some(({ direction }) => direction === 'rtl');
    this.stylesheets = {
      ltr: [this.bootstrap('bootstrap'), ...shared],
      // Bootstrap's own sheet for the other direction, which nobody reads where no language needs it.
      rtl: isRtlSpoken ? [this.bootstrap('bootstrap.rtl'), ...shared] : [],
    };
    this.icon = this.picture('icon', favicon);
    this.logo = logo === undefined ? this.icon : this.picture('logo', logo.file);
    this.logoSize = logo ?? PRODUCT_LOGO;
    this.comforts = {
      showPassword: this.script('show-password'),
      refusedForm: this.script('refused-form'),
      recoveryCodes: this.script('recovery-codes'),
    };
    this.scripts = looks.flatMap(({ scripts = [] }) => scripts).map(this.look.path);
  }

  get serve(): AssetFiles['serve'] {
    return this.files.serve;
  }

  /** Returns the path of a file of the look by its name. Throws where there is none. */
  get file(): Site['file'] {
    return this.look.path;
  }

  get hasFonts(): boolean {
    return this.look.hasFonts;
  }

  /** Returns the paths of the stylesheets as they are in this scheme; without one they ask the device. */
  stylesheetsFor(direction: TextDirection, scheme?: Scheme): readonly string[] {
    return this.stylesheets[direction].map((stylesheet) => stylesheet[scheme ?? 'system']);
  }

  private bootstrap(name: string): Stylesheet {
    const file = createRequire(import.meta.url).resolve(`bootstrap/dist/css/${name}.min.css`);
    // The map that the last comment names is not served.
    const css = readFileSync(file, 'utf8').replace(/\/\*# sourceMappingURL=.*?\*\/\s*$/, '');
    return this.stylesheet(`${name}.css`, applyDarkMode(css));
  }

  private ofLooks(looks: readonly Look[]): readonly Stylesheet[] {
    return looks.flatMap(({ stylesheets = [] }) =>
      stylesheets.map((name) => this.stylesheet(name, this.look.stylesheet(name).toString(), this.look.path(name))),
    );
  }

  /** Keeps a stylesheet as it is, and as it is in each scheme. */
  private stylesheet(name: string, css: string, system = this.files.add(name, Buffer.from(css))): Stylesheet {
    const [light, dark] = (['light', 'dark'] as const).map((scheme) => this.files.add(name, Buffer.from(inScheme(css, scheme))));
    return { system, light: light ?? system, dark: dark ?? system };
  }

  private script(name: string): string {
    return this.files.add(`${name}.js`, ownFile(`${name}.script.js`));
  }

  /** Keeps a picture of the look, or else the product's icon. */
  private picture(name: string, file: string | undefined): Picture {
    const content = file === undefined ? ownFile('icon.svg') : this.look.content(file);
    const extension = file === undefined ? '.svg' : extname(file).toLowerCase();
    const cached = file === undefined ? this.files.add(`${name}.svg`, content) : this.look.path(file);
    const [type = ''] = mediaType(`${name}${extension}`).split(';');
    return { cached, uncached: this.files.addUncached(`/${name}${extension}`, content), type };
  }
}

function ownFile(name: string): Buffer {
  return readFileSync(new URL(`../../views/${name}`, import.meta.url));
}
