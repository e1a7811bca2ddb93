/** WebDriver (W3C), as far as pages are used here: commands to one session of a browser. */
export class WebDriver {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly address: string,
    private readonly session: string,
  ) {}

  static async begin(address: string, capabilities: object): Promise<WebDriver> {
    const { sessionId } = await ask<{ sessionId: string }>('POST', `${address}/session`, {
      capabilities: { alwaysMatch: capabilities },
    });
    return new WebDriver(address, sessionId);
  }

  /** The command's result. Throws what the driver says of it. */
  send<Result>(method: 'GET' | 'POST' | 'DELETE', command: string, body?: object): Promise<Result> {
    return ask<Result>(method, `${this.address}/session/${this.session}${command}`, body);
  }

  /** Commands go to the window that was chosen last, so those of one window are sent together. */
  inWindow<Result>(handle: string, commands: () => Promise<Result>): Promise<Result> {
    const before = this.last;
    const run = (async () => {
      await before.catch(() => undefined);
      await this.send('POST', '/window', { handle });
      return commands();
    })();
    this.last = run;
    return run;
  }

  async end(): Promise<void> {
    await ask('DELETE', `${this.address}/session/${this.session}`);
  }
}

async function ask<Result>(method: string, url: string, body?: object): Promise<Result> {
  const sent = method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {};
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json' }, ...sent });
  const { value } = (await answer.json()) as { value: Result & { message?: string } };
  if (!answer.ok) throw new Error(`${url}: ${value.message}`);
  return value;
}
