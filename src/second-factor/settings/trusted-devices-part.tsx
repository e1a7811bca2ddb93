import { deviceName } from '../../http/client/device-name.js';
import { ButtonForm } from '../../views/button-form.js';
import { phrase } from '../../views/phrase.js';
import type { PageContext } from '../../views/view.js';
import type { ListedTrustedDevice } from '../trusted-devices/trusted-devices.service.js';
import { Time } from './time.js';

interface TrustedDevicesPartProps {
  readonly devices: readonly ListedTrustedDevice[];
  readonly context: PageContext;
}

/** Lists the devices that are spared the second step, with the button that ends all of them; nothing where there is none. */
export function TrustedDevicesPart({ devices, context: { texts, user }, context }: TrustedDevicesPartProps) {
  if (devices.length === 0) return null;
  return (
    <section class="sheet mb-4">
      <h2 class="h5">{texts.trustedDevicesTitle}</h2>
      <p>{texts.trustedDevicesReason}</p>
      <ul class="list-unstyled">
        {devices.map(({ id, userAgent, createdAt, lastSeenAt }) => (
          <li key={id} class="mb-2">
            {deviceName(userAgent, texts)}
            <div class="small text-body-secondary">
              {phrase(texts.trustedDeviceFacts, {
                created: <Time at={createdAt} context={context} />,
                used: <Time at={lastSeenAt} context={context} />,
              })}
            </div>
          </li>
        ))}
      </ul>
      <ButtonForm
        action="/settings/second-factor/trusted-devices/revoke"
        label={texts.revokeTrustButton}
        look="btn-sm btn-outline-danger"
        user={user}
      />
    </section>
  );
}
