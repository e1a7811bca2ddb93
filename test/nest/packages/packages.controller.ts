import { CacheInterceptor, CacheTTL } from '@nestjs/cache-manager';
import { Controller, Get, Injectable, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Throttle, ThrottlerGuard } from '@nestjs/throttler';
import { Public } from '../../../src/auth/access/access.decorators.js';

class ColourDto {
  @ApiProperty()
  colour!: string;
}

@Injectable()
export class Orders {
  readonly heard: unknown[] = [];

  @OnEvent('order.created')
  hear(order: unknown) {
    this.heard.push(order);
  }
}

/** Has the emitter injected in a module that does not import it, as Nest's documentation has it. */
@Injectable()
export class Deliveries {
  readonly heard: unknown[] = [];

  constructor(readonly emitter: EventEmitter2) {}

  @OnEvent('delivery.*')
  hear(delivery: unknown) {
    this.heard.push(delivery);
  }
}

@Public()
@Controller('packages')
export class PackagesController {
  private calls = 0;

  constructor(
    private readonly config: ConfigService,
    private readonly emitter: EventEmitter2,
    private readonly orders: Orders,
    private readonly deliveries: Deliveries,
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  @Get('config')
  @ApiOkResponse({ type: ColourDto })
  configured() {
    return { colour: this.config.getOrThrow<string>('colour') };
  }

  @Get('throttled')
  @UseGuards(ThrottlerGuard)
  @Throttle({ default: { limit: 1, ttl: 60_000 } })
  throttled() {
    return 'once';
  }

  @Get('cached')
  @UseInterceptors(CacheInterceptor)
  @CacheTTL(60_000)
  cached() {
    this.calls += 1;
    return { calls: this.calls };
  }

  @Post('orders')
  order() {
    this.emitter.emit('order.created', { id: 1 });
    return this.orders.heard;
  }

  @Post('deliveries')
  deliver() {
    this.deliveries.emitter.emit('delivery.sent', { id: 2 });
    return this.deliveries.heard;
  }

  @Get('well')
  @HealthCheck()
  well() {
    return this.health.check([() => this.indicators.check('printer').up()]);
  }

  @Get('sick')
  @HealthCheck()
  sick() {
    return this.health.check([() => this.indicators.check('printer').down({ reason: 'no paper' })]);
  }
}
