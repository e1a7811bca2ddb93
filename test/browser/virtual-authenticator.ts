import type { CDPSession, Page } from 'playwright-core';

type Transport = 'usb' | 'nfc' | 'ble' | 'internal' | 'hybrid';

type Credential = Awaited<ReturnType<typeof credentialsOf>>[number];

const credentialsOf = async (devTools: CDPSession, authenticatorId: string) =>
  (await devTools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;

export interface Kind {
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
    return VirtualAuthenticator.by(devTools, kind);
  }

  private static async by(devTools: CDPSession, kind: Kind): Promise<VirtualAuthenticator> {
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

  /**
   * Does what makes the page ask, with somebody there who touches the authenticator once: as soon as the page asks, and
   * not for what it has asked before. Whoever stayed would answer what the page that comes next offers, and so on.
   */
  async touchedOnce(page: Page, deed: () => Promise<void>): Promise<void> {
    const when = (url: string, isPresent: boolean) =>
      page.route(url, (route) => this.setPresent(isPresent).then(() => route.continue()), { times: 1 });
    await when('**/passkey/options', true);
    await when('**/passkey', false);
    await deed();
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
    await this.take({ ...credential, signCount });
  }

  /** Returns another kind of authenticator that holds the same keys, as one that a test cannot make a key with. */
  async replacedBy(kind: Kind): Promise<VirtualAuthenticator> {
    const credentials = await this.credentials();
    await this.remove();
    const other = await VirtualAuthenticator.by(this.devTools, kind);
    const isResidentCredential = kind.hasResidentKey !== false;
    for (const credential of credentials) await other.take({ ...credential, isResidentCredential });
    return other;
  }

  async remove(): Promise<void> {
    await this.devTools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.authenticatorId });
  }

  private async take(credential: Credential): Promise<void> {
    await this.devTools.send('WebAuthn.addCredential', { authenticatorId: this.authenticatorId, credential });
  }

  private credentials(): Promise<Credential[]> {
    return credentialsOf(this.devTools, this.authenticatorId);
  }
}
