import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands where the instances do: it lets everybody in as one person, and signs nothing, as without IDENTITY_HEADER_SECRET. */
export class StandInDoor {
  private readonly server = createServer((_request, response) => {
    response
      .writeHead(200, {
        'X-Auth-User-Id': '7',
        'X-Auth-Username': 'somebody',
        'X-Auth-Email': 'somebody@example.org',
        'X-Auth-Email-Verified': 'true',
      })
      .end();
  });

  private constructor() {
    this.server.listen(0, '127.0.0.1');
  }

  static async start(): Promise<StandInDoor> {
    const door = new StandInDoor();
    await once(door.server, 'listening');
    return door;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
