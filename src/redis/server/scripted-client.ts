import type { Cluster, Redis } from 'ioredis';
import { REVOKE, EVICT, LIST, MOVE, PUT_PRINCIPAL, START, SWAP, UNSEAL } from './scripts.js';

type Script<Reply> = (...args: (string | number)[]) => Promise<Reply>;

interface Scripts {
  readonly gatehouseStart: Script<number>;
  readonly gatehouseSwap: Script<number>;
  readonly gatehouseMove: Script<number>;
  readonly gatehouseUnseal: Script<number>;
  readonly gatehouseEnd: Script<string | null>;
  readonly gatehouseList: Script<string[]>;
  readonly gatehouseEvict: Script<string[]>;
  readonly gatehousePutPrincipal: Script<number>;
}

/** A client that knows our scripts by name. */
export type ScriptedClient = (Redis | Cluster) & Scripts;

const SCRIPTS = {
  gatehouseStart: [2, START],
  gatehouseSwap: [2, SWAP],
  gatehouseMove: [3, MOVE],
  gatehouseUnseal: [1, UNSEAL],
  gatehouseEnd: [2, REVOKE],
  gatehouseList: [1, LIST],
  gatehouseEvict: [1, EVICT],
  gatehousePutPrincipal: [1, PUT_PRINCIPAL],
} as const satisfies Record<keyof Scripts, [number, string]>;

/** Teaches a client the scripts. It sends their text once to each server, and their hash from then on. */
export function withScripts(client: Redis | Cluster): ScriptedClient {
  for (const [name, [numberOfKeys, lua]] of Object.entries(SCRIPTS)) client.defineCommand(name, { numberOfKeys, lua });
  // defineCommand adds these methods at run time, which no type can see.
  return client as ScriptedClient;
}
