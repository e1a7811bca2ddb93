import { deviceName } from '../../http/client/device-name.js';
import { textFor } from '../../texts/texts.js';
import { ButtonForm } from '../../views/button-form.js';
import type { PageContext } from '../../views/view.js';
import type { ListedTrustedDevice } from '../trusted-devices/trusted-devices.service.js';

interface TrustedDevicesPartProps {
  readonly devices: readonly ListedTrustedDevice[];
  readonly context: PageContext;
}

/** Lists the devices that are spared the second step, with the button that ends all of them; nothing where there is none. */
export function TrustedDevicesPart({ devices, context: { texts, user, site } }: TrustedDevicesPartProps) {
  if (devices.length === 0) return null;
  const date = (at: string) => textFor(texts, 'deviceTime', { date: at.slice(0, 10), time: at.slice(11, 16) });
  return (
    <section class="sheet mb-4">
      <h2 class="h5">{texts.trustedDevicesTitle}</h2>
      <p>{texts.trustedDevicesReason}</p>
      <ul>
        {devices.map(({ id, userAgent, lastSeenAt }) => (
          <li key={id}>
            {deviceName(userAgent, texts)},{' '}
            <time dateTime={lastSeenAt} {...(site.direction === 'rtl' && { dir: 'ltr' })}>
              {date(lastSeenAt)}
            </time>
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
