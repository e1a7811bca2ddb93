import { workerData } from 'node:worker_threads';
import { unpackCluster } from './unpack-cluster.js';

await unpackCluster(workerData as string);
