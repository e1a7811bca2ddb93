// Loaded into the product (--import): answers what its event loop and its memory were like since the last question.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on('message', () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max].map((nanoseconds) => nanoseconds / 1e6);
  process.send?.({ rss, heapUsed, cpu: (user + system) / 1000, delay: { p50, p99, max } });
  delay.reset();
});
// The product ends when its server does.
process.channel?.unref();
