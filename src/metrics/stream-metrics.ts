import type { Registry } from 'prom-client';
import type { SignedInStreams } from '../streams/signed-in-streams.js';
import { gauge } from './read-at-scrape.js';

/** Shows how many streams of events are open on this instance: they have no duration that would tell anything. */
export function streamMetrics(registry: Registry, streams: SignedInStreams): void {
  gauge(registry, { name: 'gatehouse_streams_open', help: 'Streams of events open to who is signed in.' }, () => streams.count);
}
