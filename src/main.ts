import { listenForShutdown } from './lifecycle/shutdown.js';

// This comes before the rest is loaded, which takes longest: the first process of a container does not even receive a
// signal that nobody handles.
listenForShutdown();
try {
  const { beginEarly, endEarly } = await import('./database/embedded/early-start.js');
  beginEarly(process.env);
  const { serve } = await import('./serve.js');
  const code = await serve(process.env);
  await endEarly();
  process.exit(code);
} catch (error) {
  // A file of the product could not be loaded, so there is no log either.
  const { reportStartFailure } = await import('./lifecycle/start-failure.js');
  process.exit(reportStartFailure(error));
}
