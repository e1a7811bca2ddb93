import type { Cluster, Redis } from 'ioredis';
import {
  COUNT,
  END_TURN,
  LIST_EARLIEST,
  LIST_LATEST,
  LIST_OF_EACH,
  MOVE,
  PUT_PRINCIPAL,
  REVOKE,
  START,
  SWAP,
  TAKE_TURN,
  UNSEAL,
} from './scripts.js';

type Script<Reply> = (...args: (string | number)[]) => Promise<Reply>;

interface Scripts {
  readonly gatehouseStart: Script<number>;
  readonly gatehouseSwap: Script<number>;
  readonly gatehouseMove: Script<number>;
  readonly gatehouseUnseal: Script<number>;
  readonly gatehouseEnd: Script<string | null>;
  readonly gatehouseListEarliest: Script<[number, ...string[]]>;
  readonly gatehouseListLatest: Script<[number, ...string[]]>;
  /** The number of keys comes first. */
  readonly gatehouseListOfEach: Script<[number, ...string[]][]>;
  readonly gatehouseCount: Script<number>;
  readonly gatehouseTakeTurn: Script<string | null>;
  readonly gatehouseEndTurn: Script<number>;
  readonly gatehousePutPrincipal: Script<number>;
}

/** This is a client that knows our scripts by name. */
export type ScriptedClient = (Redis | Cluster) & Scripts;

const SCRIPTS = {
  gatehouseStart: [2, START],
  gatehouseSwap: [2, SWAP],
  gatehouseMove: [3, MOVE],
  gatehouseUnseal: [1, UNSEAL],
  gatehouseEnd: [2, REVOKE],
  gatehouseListEarliest: [1, LIST_EARLIEST],
  gatehouseListLatest: [1, LIST_LATEST],
  gatehouseListOfEach: [undefined, LIST_OF_EACH],
  gatehouseCount: [1, COUNT],
  gatehouseTakeTurn: [1, TAKE_TURN],
  gatehouseEndTurn: [1, END_TURN],
  gatehousePutPrincipal: [1, PUT_PRINCIPAL],
} as const satisfies Record<keyof Scripts, [number | undefined, string]>;

/** Teaches a client the scripts. It sends their text once to each server, and their hash from then on. */
export function withScripts(client: Redis | Cluster): ScriptedClient {
  for (const [name, [numberOfKeys, lua]] of Object.entries(SCRIPTS))
    client.defineCommand(name, { lua, ...(numberOfKeys && { numberOfKeys }) });
  // defineCommand adds these methods at run time, which no type can see.
  return client as ScriptedClient;
}
