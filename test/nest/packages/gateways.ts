import { MessageBody, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { from, map } from 'rxjs';
import { Public } from '../../../src/auth/access/access.decorators.js';

@Public()
@WebSocketGateway({ path: '/events' })
export class EventsGateway {
  @SubscribeMessage('events')
  events(@MessageBody() data: number[]) {
    return from(data).pipe(map((value) => ({ event: 'events', data: value })));
  }

  @SubscribeMessage('broken')
  broken() {
    throw new WsException('Invalid credentials.');
  }
}

@WebSocketGateway({ path: '/closed-events' })
export class ClosedGateway {
  @SubscribeMessage('events')
  events() {
    return { event: 'events', data: 'for whoever is let in' };
  }
}
