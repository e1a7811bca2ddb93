import type { ComponentChildren } from 'preact';
import { Flashes } from './flash.js';
import { Navigation } from './navigation.js';
import { isRefused, type PageContext } from './view.js';

/** What every page shares: head, navigation, messages. */
export function Layout(props: { title: string; context: PageContext; next?: string | null; children: ComponentChildren }) {
  const { title, context, next = null, children } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* A screen reader says the title first: without a script nothing else tells that the form came back. */}
        <title>{`${isRefused(context.form) ? 'Error: ' : ''}${title} · Gatehouse`}</title>
        {context.stylesheets.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <link rel="icon" href={context.icon} type="image/svg+xml" />
      </head>
      <body class="d-flex flex-column min-vh-100">
        <a class="visually-hidden-focusable position-absolute m-2 p-2 z-3 bg-body" href="#main">
          Skip to content
        </a>
        <Navigation user={context.user} next={next} icon={context.icon} current={title} />
        <main id="main" class="container flex-grow-1 py-4 py-sm-5">
          <Flashes context={context} />
          {children}
        </main>
        <footer class="container pb-3 small text-body-secondary">Gatehouse, the signed-in front door</footer>
      </body>
    </html>
  );
}
