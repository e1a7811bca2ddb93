import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { ExceptionsController } from './exceptions.controller.js';
import { functional, LoggerMiddleware, taken, unavailable, unreadable } from './parts.js';
import { PipesController } from './pipes.controller.js';
import { Asker, RequestsController } from './requests.controller.js';
import { ClosedController, ReturnsController } from './returns.controller.js';
import { StatusesController } from './statuses.controller.js';

/** What docs.nestjs.com shows, with nothing of the product but `@Public()`. */
@Module({
  controllers: [
    StatusesController,
    ReturnsController,
    ClosedController,
    ExceptionsController,
    PipesController,
    RequestsController,
  ],
  providers: [Asker],
})
export class DocumentedModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(LoggerMiddleware, functional).exclude('statuses/html').forRoutes(StatusesController);
    consumer.apply(unavailable).forRoutes('exceptions/middleware');
    consumer.apply(taken).forRoutes('exceptions/taken');
    consumer.apply(unreadable).forRoutes('exceptions/unreadable');
  }
}
