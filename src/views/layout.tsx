import { cacheFragment } from '../cache/fragment-cache.js';
import { Banner } from './banner.js';
import { Flashes } from './flash.js';
import { Head } from './head.js';
import { Navigation } from './navigation.js';
import { themeAttributes } from './themes.js';
import type { LayoutProps } from './view.js';

export type { LayoutProps };

/** Shows what every page shares: the site's own layout, or else the product's. */
export function Layout(props: LayoutProps) {
  const Own = props.context.site.layout ?? ProductLayout;
  return <Own {...props} />;
}

/** Shows head, navigation and messages. A layout of a team's may put it inside of its own, or use its parts. */
export function ProductLayout(props: LayoutProps) {
  const { title, section, context, next = null, children } = props;
  const { site } = context;
  return (
    <html lang={site.language} {...(site.direction === 'rtl' && { dir: 'rtl' })} {...themeAttributes(site.theme)}>
      <Head title={title} context={context} />
      <body class="d-flex flex-column min-vh-100">
        {cacheFragment(site, 'skip link', () => (
          <a class="skip-link visually-hidden-focusable p-2" href="#main">
            {site.texts.skipToContent}
          </a>
        ))}
        <Navigation context={context} next={next} section={section?.path} />
        <main id="main" class="container flex-grow-1 py-4 py-sm-5">
          <Flashes context={context} />
          <Banner context={context} />
          {section && <Up {...section} />}
          {children}
        </main>
        {cacheFragment(site, 'footer', () => (
          <footer class="container pb-3 small text-body-secondary">{site.name}</footer>
        ))}
      </body>
    </html>
  );
}

function Up({ title, path }: { title: string; path: string }) {
  return (
    <p class="up mb-3">
      <a class="link-body-emphasis" href={path}>
        <span aria-hidden="true">‹ </span>
        {title}
      </a>
    </p>
  );
}
