import { listenForShutdown } from './lifecycle/shutdown.js';

// This comes before the rest is loaded, which takes longest: the first process of a container does not even receive a
// signal that nobody handles.
listenForShutdown();
const { serve } = await import('./serve.js');
process.exit(await serve(process.env));
