import { textFor } from '../../texts/texts.js';
import { Layout } from '../../views/layout.js';
import { type PageContext, view } from '../../views/view.js';

export interface RecoveryCodesPageData {
  /** These are shown now and never again. */
  readonly recoveryCodes: readonly string[];
  /** The person goes on to this page afterwards; without it that is the page of second factors. */
  readonly goOnTo?: string;
}

export const RecoveryCodesPage = view<RecoveryCodesPageData>(
  'Recovery codes',
  ({ data: { recoveryCodes, goOnTo = '/settings/second-factor' }, context: { texts }, context }) => (
    <Layout
      title={texts.recoveryCodesTitle}
      section={{ title: texts.secondFactorTitle, path: '/settings/second-factor' }}
      context={context}
    >
      <div class="narrow sheet">
        <h1 class="h3 mb-3">{texts.recoveryCodesHeading}</h1>
        <p>{texts.recoveryCodesReason}</p>
        <p>{texts.recoveryCodesOnce}</p>
        <ul class="recovery-codes list-unstyled my-4" dir="ltr">
          {recoveryCodes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <Keeping codes={recoveryCodes} context={context} />
        <p class="mt-4 mb-0 d-print-none">
          <a class="btn btn-primary w-100" href={goOnTo}>
            {texts.recoveryCodesKept}
          </a>
        </p>
      </div>
    </Layout>
  ),
  { holdsSecret: true },
);

/**
 * Offers ways to keep the codes. The file is a part of the link, so it works without a script and the codes do not
 * travel once more; to copy and to print by a button needs one, so the script puts those buttons there.
 */
function Keeping({ codes, context: { texts, site, user } }: { codes: readonly string[]; context: PageContext }) {
  const heading = textFor(texts, 'recoveryCodesFile', { site: site.name, username: user?.username ?? '' });
  const file = `${heading}\r\n\r\n${codes.join('\r\n')}\r\n`;
  return (
    <div class="d-flex flex-wrap gap-2 d-print-none">
      <a
        class="btn btn-outline-secondary"
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
        download="recovery-codes.txt"
      >
        {texts.recoveryCodesDownload}
      </a>
      <script
        src={site.comforts.recoveryCodes}
        defer
        data-copy={texts.recoveryCodesCopy}
        data-copied={texts.recoveryCodesCopied}
        data-print={texts.recoveryCodesPrint}
      />
    </div>
  );
}
