import type { Visitor } from './visitor.js';

/** What has come of a stream of events so far, and whether it has ended. */
export class EventReader {
  text = '';
  ended = false;

  private constructor(
    readonly status: number,
    readonly headers: Headers,
    private readonly stop: () => void,
  ) {}

  /** Asks as EventSource does. */
  static async open(visitor: Visitor, path: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const aborter = new AbortController();
    const cookie = [...visitor.cookies].map((one) => one.join('=')).join('; ');
    const answer = await fetch(visitor.origin + path, {
      headers: { accept: 'text/event-stream', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', cookie, ...headers },
      redirect: 'manual',
      signal: aborter.signal,
    });
    const reader = new EventReader(answer.status, answer.headers, () => aborter.abort());
    reader.read(answer).catch(() => undefined);
    return reader;
  }

  get events(): { name: string; data: unknown }[] {
    return [...this.text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, name = '', data = '']) => ({ name, data: JSON.parse(data) })); // prettier-ignore
  }

  close(): void {
    this.stop();
  }

  private async read({ body }: Response): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) this.text += decoder.decode(chunk, { stream: true });
    this.ended = true;
  }
}
