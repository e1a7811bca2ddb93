import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';
import type { KeptMail } from './kept-mails.js';

type Listed = Pick<KeptMail, 'id' | 'to' | 'subject' | 'at'>;

/** Lists the mails of a product in development, for whoever builds it. */
export const KeptMailsPage = view<{ mails: readonly Listed[] }>('Mails', ({ data, context: { texts }, context }) => (
  <Layout title={texts.keptMailsTitle} context={context}>
    <h1 class="h3">{texts.keptMailsTitle}</h1>
    <p class="text-body-secondary">{texts.keptMailsWhy}</p>
    {data.mails.length === 0 ? (
      <p>{texts.keptMailsNone}</p>
    ) : (
      <ul class="list-unstyled">
        {data.mails.map(({ id, to, subject, at }) => (
          <li key={id} class="mb-3">
            <a class="link-body-emphasis" href={`/dev/mail/${id}`}>
              {subject}
            </a>
            <div class="small text-body-secondary">
              {to}, <time dateTime={at}>{at}</time>
            </div>
          </li>
        ))}
      </ul>
    )}
  </Layout>
));

/** Shows one mail as text, with its link to follow. */
export const KeptMailPage = view<{ mail: KeptMail }>('Mail', ({ data: { mail }, context: { texts }, context }) => (
  <Layout title={mail.subject} context={context} section={{ title: texts.keptMailsTitle, path: '/dev/mail' }}>
    <h1 class="h3">{mail.subject}</h1>
    <p class="text-body-secondary">
      {mail.to}, <time dateTime={mail.at}>{mail.at}</time>
    </p>
    <pre class="sheet p-3 text-wrap">
      {mail.text.split('\n').map((line, place) => [
        // The class lets the width of the page break lines, and takes line feeds for spaces.
        place > 0 && <br key={`end-${place}`} />,
        /^https?:\/\/\S+$/.test(line) ? (
          <a key={place} href={line}>
            {line}
          </a>
        ) : (
          line
        ),
      ])}
    </pre>
    <p>
      {/* Outside of a sheet a link's own colour has too little contrast. */}
      <a class="link-body-emphasis" href={`/dev/mail/${mail.id}/html`}>
        {texts.keptMailAsHtml}
      </a>
      {' · '}
      <a class="link-body-emphasis" href={`/dev/mail/${mail.id}/raw`}>
        {texts.keptMailRaw}
      </a>
    </p>
  </Layout>
));
