import { fileURLToPath } from 'node:url';
import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { WsAdapter } from '@nestjs/platform-ws';
import { ServeStaticModule } from '@nestjs/serve-static';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { TerminusModule } from '@nestjs/terminus';
import { ThrottlerModule } from '@nestjs/throttler';
import { Feature } from '../../../src/features/feature.js';
import { ClosedGateway, EventsGateway } from './gateways.js';
import { Deliveries, Orders, PackagesController } from './packages.controller.js';

@Module({ providers: [Deliveries], exports: [Deliveries] })
class DeliveriesModule {}

/** Nest's own packages, each by its page of docs.nestjs.com. */
@Feature({
  application: (app) => {
    app.useWebSocketAdapter(new WsAdapter(app));
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('Cats').build());
    SwaggerModule.setup('api', app, document);
  },
})
@Module({
  imports: [
    ConfigModule.forRoot({ load: [() => ({ colour: 'teal' })], ignoreEnvFile: true }),
    ThrottlerModule.forRoot([{ ttl: 60_000, limit: 100 }]),
    CacheModule.register(),
    EventEmitterModule.forRoot({ wildcard: true }),
    DeliveriesModule,
    TerminusModule.forRoot({ logger: false }),
    ServeStaticModule.forRoot({
      rootPath: fileURLToPath(new URL('public', import.meta.url)),
      serveRoot: '/files',
      serveStaticOptions: { maxAge: '1h', immutable: true },
    }),
  ],
  controllers: [PackagesController],
  providers: [Orders, EventsGateway, ClosedGateway],
})
export class PackagesModule {}
