import { ButtonForm } from './button-form.js';
import { phrase } from './phrase.js';
import type { PageContext } from './view.js';

/**
 * Shows what every page reminds this person of, except the page that is for it; while an administrator acts as them, that,
 * with the way back.
 */
export function Banner({ context }: { context: PageContext }) {
  const { banner, impersonator, path, texts } = context;
  if (impersonator !== undefined) return <Impersonated context={context} />;
  if (banner === undefined || path === banner.path) return null;
  return (
    <div class="alert alert-warning py-2">
      {texts[banner.text]}{' '}
      <a class="alert-link" href={banner.path}>
        {texts[banner.label]}
      </a>
    </div>
  );
}

function Impersonated({ context: { impersonator, texts, user } }: { context: PageContext }) {
  return (
    <div class="alert alert-danger py-2 d-flex flex-wrap gap-2 justify-content-between align-items-center">
      <span>
        {phrase(texts.impersonationBanner, {
          impersonator: <bdi>{impersonator}</bdi>,
          username: (
            <strong>
              <bdi>{user?.username}</bdi>
            </strong>
          ),
        })}
      </span>
      <ButtonForm action="/admin/impersonation/end" label={texts.impersonationEnd} look="btn-sm btn-danger" user={user} />
    </div>
  );
}
