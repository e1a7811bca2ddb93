import { buildIfStale } from '../../scripts/build-if-stale.mjs';

/** Before any process starts: several that find an old build at once would build over each other. */
export default buildIfStale;
