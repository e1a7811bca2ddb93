import { cacheFragment } from '../cache/fragment-cache.js';
import { textFor } from '../texts/texts.js';
import { isRefused, type PageContext } from './view.js';

/** Shows the head of a page: its title, and what it loads. */
export function Head({ title, context }: { title: string; context: PageContext }) {
  const { site, icon, form } = context;
  // A screen reader says the title first: without a script nothing else tells that the form came back.
  const told = isRefused(form) ? textFor(site.texts, 'refusedTitle', { title }) : title;
  return cacheFragment(site, `head ${icon} ${told}`, () => (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content={site.theme.colorScheme} />
      {site.theme.color !== undefined && <meta name="theme-color" content={site.theme.color} />}
      <title>{`${told} · ${site.name}`}</title>
      {site.stylesheets.map((href) => (
        <link key={href} rel="stylesheet" href={href} />
      ))}
      <link rel="icon" href={icon} type={site.iconType} />
      {site.scripts.map((src) => (
        <script key={src} src={src} defer />
      ))}
    </head>
  ));
}
