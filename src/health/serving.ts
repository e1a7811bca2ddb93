import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { pendingResponse } from '../http/requests/lingering-close.js';

/** Counts the connections that are open: those that wait for the rest of their answer, and those that have not sent a whole request. */
export interface OpenRequests {
  readonly count: number;
  readonly notAnsweredToTheEnd: number;
  readonly notAskedToTheEnd: number;
}

/** Knows whether this instance wants requests: from the end of the start to the beginning of the shutdown. */
@Injectable()
export class Serving {
  /** Not the answers: a set in which these come and go keeps each from being collected young, a fifth of the price of a page. */
  private readonly connections = new Set<Socket>();
  private state: 'starting' | 'serving' | 'draining' = 'starting';

  get wanted(): boolean {
    return this.state === 'serving';
  }

  /** Is to be called before the server listens. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  begin(): void {
    this.state = 'serving';
  }

  /** Makes every answer from now on ask its client to come back on another connection. */
  drain(): void {
    this.state = 'draining';
    for (const socket of this.connections) {
      const answer = pendingResponse(socket);
      if (answer?.headersSent === false) answer.setHeader('Connection', 'close');
    }
  }

  openRequests(): OpenRequests {
    const count = this.connections.size;
    const notAnsweredToTheEnd = [...this.connections].filter((socket) => pendingResponse(socket)?.req.complete).length;
    return { count, notAnsweredToTheEnd, notAskedToTheEnd: count - notAnsweredToTheEnd };
  }

  readonly closeConnections = (_request: Request, response: Response, next: NextFunction): void => {
    if (this.state === 'draining') response.setHeader('Connection', 'close');
    next();
  };
}
