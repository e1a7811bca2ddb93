import type { CircuitBreaker } from '../../outages/circuit-breaker.js';
import { barKey, outcomeKey, turnKey } from '../keys.js';
import { SeriesMarks } from '../series-marks.js';
import type { ScriptedClient } from './scripted-client.js';

/** Keeps the marks of remember-me series on a Redis server, each in a key that expires. */
export class ServerSeriesMarks extends SeriesMarks {
  constructor(
    private readonly client: ScriptedClient,
    private readonly breaker: CircuitBreaker,
  ) {
    super();
  }

  async bar(series: string, until: number) {
    await this.breaker.run(() => this.client.set(barKey(series), '1', 'PXAT', until));
  }

  async isBarred(series: string) {
    return (await this.breaker.runIdempotent(() => this.client.exists(barKey(series)))) === 1;
  }

  takeTurn(series: string, turn: string, until: number, over = '') {
    return this.breaker.run(() => this.client.gatehouseTakeTurn(turnKey(series), turn, until, over));
  }

  async shareOutcome(series: string, turn: string, outcome: string, until: number) {
    await this.breaker.run(() => this.client.set(outcomeKey(series, turn), outcome, 'PXAT', until));
  }

  outcomeOfTurn(series: string, turn: string) {
    return this.breaker.runIdempotent(() => this.client.get(outcomeKey(series, turn)));
  }

  async endTurn(series: string, turn: string) {
    await this.breaker.run(() => this.client.gatehouseEndTurn(turnKey(series), turn));
  }
}
