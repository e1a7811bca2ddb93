import type { CDPSession, Page } from 'playwright-core';

type Transport = 'usb' | 'nfc' | 'ble' | 'internal' | 'hybrid';

interface Kind {
  readonly transport?: Transport;
  readonly hasResidentKey?: boolean;
  readonly hasUserVerification?: boolean;
  readonly isUserVerified?: boolean;
}

/**
 * An authenticator that Chromium has in place of a real one (WebAuthn Level 3, 11). One whose person is always there
 * answers the offer in the field of the name as soon as the page is open, so a test that presses a button takes the
 * person away first.
 */
export class VirtualAuthenticator {
  private constructor(
    private readonly devTools: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  static async in(page: Page, kind: Kind = {}): Promise<VirtualAuthenticator> {
    const devTools = await page.context().newCDPSession(page);
    await devTools.send('WebAuthn.enable');
    const { authenticatorId } = await devTools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        ...kind,
      },
    });
    return new VirtualAuthenticator(devTools, authenticatorId);
  }

  /** Says whether the person is there, after a deed that has been begun without them. */
  async setPresent(enabled: boolean, deed?: Promise<unknown>): Promise<void> {
    await deed;
    const { authenticatorId } = this;
    await this.devTools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  }

  async setVerified(isUserVerified: boolean): Promise<void> {
    await this.devTools.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticatorId, isUserVerified });
  }

  /** Returns how many passkeys it holds. */
  async count(): Promise<number> {
    return (await this.credentials()).length;
  }

  /** Returns what it calls the person whose passkey it holds. */
  async personName(): Promise<string | undefined> {
    const [credential] = await this.credentials();
    return credential?.userDisplayName;
  }

  /** Sets the counter of its passkey back, as a copy of it would have it. */
  async setCounter(signCount: number): Promise<void> {
    const { authenticatorId } = this;
    const [credential] = await this.credentials();
    if (credential === undefined) throw new Error('this authenticator has no passkey');
    await this.devTools.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId });
    await this.devTools.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, signCount } });
  }

  async remove(): Promise<void> {
    await this.devTools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.authenticatorId });
  }

  private async credentials() {
    return (await this.devTools.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId })).credentials;
  }
}
