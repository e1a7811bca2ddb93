import { ButtonForm } from '../../views/button-form.js';
import { phrase } from '../../views/phrase.js';
import type { PageContext } from '../../views/view.js';
import type { SecondFactorOverview } from './second-factor-overview.service.js';
import { Time } from './time.js';

interface PartProps {
  readonly overview: SecondFactorOverview;
  readonly context: PageContext;
}

/** Shows whether codes of an authenticator app are set up, and what can be done with them. */
export function CodesPart({ overview: { totp, totpAvailable }, context: { texts, user }, context }: PartProps) {
  return (
    <section class="sheet mb-4" id="codes">
      <h2 class="h5">{texts.codesTitle}</h2>
      {totp === null ? (
        <p>{texts.codesOff}</p>
      ) : (
        <p>
          {phrase(texts.codesOn, {
            created: <Time at={totp.createdAt} context={context} />,
            used: <Time at={totp.lastUsedAt} context={context} />,
          })}
        </p>
      )}
      {!totpAvailable && <p class="mb-0">{texts.secondFactorUnavailable}</p>}
      <div class="d-flex flex-wrap gap-2">
        {totpAvailable && (
          <a class={`btn ${totp === null ? 'btn-primary' : 'btn-outline-primary'}`} href="/settings/second-factor/totp">
            {totp === null ? texts.codesSetUp : texts.codesReplace}
          </a>
        )}
        {totp !== null && (
          <ButtonForm
            action="/settings/second-factor/totp/remove"
            label={texts.codesRemove}
            look="btn-outline-danger"
            user={user}
          />
        )}
      </div>
    </section>
  );
}
