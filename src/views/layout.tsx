import type { ComponentChildren } from 'preact';
import { Flashes } from './flash.js';
import { Navigation } from './navigation.js';
import { cacheFragment } from '../cache/fragment-cache.js';
import { isRefused, type PageContext } from './view.js';

interface LayoutProps {
  readonly title: string;
  /** This is the page that this one lies under: marked in the navigation, with a link back to it. */
  readonly section?: { readonly title: string; readonly path: string };
  readonly context: PageContext;
  readonly next?: string | null;
  readonly children: ComponentChildren;
}

/** Shows what every page shares: head, navigation, messages. */
export function Layout(props: LayoutProps) {
  const { title, section, context, next = null, children } = props;
  // A screen reader says the title first: without a script nothing else tells that the form came back.
  const name = `${isRefused(context.form) ? 'Error: ' : ''}${title} · Gatehouse`;
  const head: HeadProps = { name, stylesheets: context.stylesheets, icon: context.icon };
  return (
    <html lang="en">
      {cacheFragment(`head ${name} ${head.icon} ${head.stylesheets.join(' ')}`, () => Head(head))}
      <body class="d-flex flex-column min-vh-100">
        {cacheFragment('skip link', SkipLink)}
        <Navigation context={context} next={next} section={section?.path} />
        <main id="main" class="container flex-grow-1 py-4 py-sm-5">
          <Flashes context={context} />
          {section && <Up {...section} />}
          {children}
        </main>
        {cacheFragment('footer', Footer)}
      </body>
    </html>
  );
}

interface HeadProps {
  readonly name: string;
  readonly stylesheets: readonly string[];
  readonly icon: string;
}

function Head({ name, stylesheets, icon }: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{name}</title>
      {stylesheets.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      <link rel="icon" href={icon} type="image/svg+xml" />
    </head>
  );
}

function SkipLink() {
  return (
    <a class="skip-link visually-hidden-focusable p-2" href="#main">
      Skip to content
    </a>
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

function Footer() {
  return <footer class="container pb-3 small text-body-secondary">Gatehouse</footer>;
}
