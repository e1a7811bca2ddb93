import type { BrowserContext, ConsoleMessage, Request, Response } from 'playwright-core';

/** What goes on behind the pages: a visitor would not see it, a developer's console would. */
export class Watch {
  /** Pages that came with another status than success: the browser logs those as errors, by design of the product. */
  readonly refused: string[] = [];
  readonly troubles: string[] = [];

  constructor(
    context: BrowserContext,
    private readonly origin: string,
  ) {
    context.on('console', (message) => this.onMessage(message));
    context.on('weberror', (error) => this.troubles.push(`script: ${error.error().message}`));
    context.on('request', (request) => this.onRequest(request));
    context.on('requestfailed', (request) =>
      this.troubles.push(`failed: ${request.url()} ${request.failure()?.errorText ?? ''}`),
    );
    context.on('response', (response) => this.onResponse(response));
  }

  private onMessage(message: ConsoleMessage): void {
    if (!['error', 'warning'].includes(message.type())) return;
    // Chromium says this of every page that is not a success; onResponse has it.
    if (message.text().startsWith('Failed to load resource: the server responded with a status of')) return;
    this.troubles.push(`console: ${message.text()}`);
  }

  private onRequest(request: Request): void {
    const url = new URL(request.url());
    if (url.origin !== this.origin && url.protocol !== 'data:') this.troubles.push(`left the site: ${url.href}`);
  }

  private onResponse(response: Response): void {
    if (response.status() < 400) return;
    const answer = `${response.status()} ${new URL(response.url()).pathname}`;
    const isPage = response.request().resourceType() === 'document';
    (isPage ? this.refused : this.troubles).push(answer);
  }
}
