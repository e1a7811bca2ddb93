import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Whether this instance wants requests: from the end of the start to the beginning of the shutdown. */
@Injectable()
export class Serving {
  private readonly underWay = new Set<Response>();
  private state: 'starting' | 'serving' | 'draining' = 'starting';

  get wanted(): boolean {
    return this.state === 'serving';
  }

  begin(): void {
    this.state = 'serving';
  }

  /** From now on every answer asks its client to come back on another connection. */
  drain(): void {
    this.state = 'draining';
    for (const response of this.underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
  }

  readonly closeConnections = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.state === 'draining') response.setHeader('Connection', 'close');
    this.underWay.add(response);
    response.once('close', () => this.underWay.delete(response));
    next();
  };
}
