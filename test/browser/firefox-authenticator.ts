import type { FirefoxEngine } from './firefox-engine.js';
import type { Marionette } from './marionette.js';

interface Kind {
  readonly transport?: 'usb' | 'internal';
  readonly hasResidentKey?: boolean;
  readonly hasUserVerification?: boolean;
  readonly isUserVerified?: boolean;
  /** The person is there and agrees to everything. */
  readonly isUserConsenting?: boolean;
}

/** An authenticator that Firefox has in place of a real one (WebAuthn Level 3, 11). */
export class FirefoxAuthenticator {
  private constructor(
    private readonly marionette: Marionette,
    private readonly authenticatorId: string,
  ) {}

  static async in({ marionette }: FirefoxEngine, kind: Kind = {}): Promise<FirefoxAuthenticator> {
    const { value } = await marionette.send<{ value: string }>('WebAuthn:AddVirtualAuthenticator', {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserConsenting: true,
      isUserVerified: true,
      ...kind,
    });
    return new FirefoxAuthenticator(marionette, value);
  }

  /** How many passkeys it holds. */
  async count(): Promise<number> {
    const { authenticatorId } = this;
    const { value } = await this.marionette.send<{ value: unknown[] }>('WebAuthn:GetCredentials', { authenticatorId });
    return value.length;
  }

  async remove(): Promise<void> {
    const { authenticatorId } = this;
    await this.marionette.send('WebAuthn:RemoveVirtualAuthenticator', { authenticatorId });
  }
}
