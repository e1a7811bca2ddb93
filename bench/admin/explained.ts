import { query } from '../support/servers.ts';
import { median } from '../support/statistics.ts';

/** What a statement takes, planning included, and the nodes of its plan. */
export interface Explained {
  readonly ms: number;
  readonly nodes: string;
}

/** Runs the statement so many times, and tells the middle of them. */
export async function measured(databaseUrl: string, sql: string, values: unknown[], rounds: number): Promise<Explained> {
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await explained(databaseUrl, sql, values));
  return { ms: median(runs.map(({ ms }) => ms)), nodes: runs.at(-1)?.nodes ?? '' };
}

async function explained(databaseUrl: string, sql: string, values: unknown[]): Promise<Explained> {
  const [row = {}] = await query(databaseUrl, `explain (analyze, timing off, format json) ${sql}`, values);
  const [{ Plan: plan, 'Execution Time': execution, 'Planning Time': planning }] = row['QUERY PLAN'] as [Told];
  return { ms: execution + planning, nodes: [...new Set(nodesOf(plan))].join(', ') };
}

interface Told {
  readonly Plan: PlanNode;
  readonly 'Execution Time': number;
  readonly 'Planning Time': number;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf({ 'Node Type': type, 'Index Name': index, Plans: below = [] }: PlanNode): string[] {
  const own = index === undefined ? type : `${type} (${index})`;
  return [...(type === 'Limit' ? [] : [own]), ...below.flatMap(nodesOf)];
}
