import { Banner } from '../../../src/views/banner.js';
import { Flashes } from '../../../src/views/flash.js';
import { Head } from '../../../src/views/head.js';
import { Navigation } from '../../../src/views/navigation.js';
import { themeAttributes } from '../../../src/views/themes.js';
import type { LayoutProps } from '../../../src/views/view.js';

/** Every page of the site in a layout of its own, which is made of parts of the product's. */
export function AcmeLayout({ title, section, context, next = null, children }: LayoutProps) {
  return (
    <html lang={context.site.language} dir={context.site.direction} {...themeAttributes(context.site.theme)}>
      <Head title={title} context={context} />
      <body>
        <a class="skip-link visually-hidden-focusable p-2" href="#main">
          {context.texts.skipToContent}
        </a>
        <Navigation context={context} next={next} section={section?.path} />
        <main id="main" class="container py-5">
          <Flashes context={context} />
          <Banner context={context} />
          {section && <a href={section.path}>{section.title}</a>}
          {children}
        </main>
        <footer class="container">ACME Ltd, since 1949</footer>
      </body>
    </html>
  );
}
