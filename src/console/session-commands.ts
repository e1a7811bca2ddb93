import { Injectable } from '@nestjs/common';
import { Features } from '../features/features.js';
import type { ConditionCounts } from '../sessions/revocations/condition-count.js';
import { type ConditionRequest, InvalidCondition } from '../sessions/revocations/condition-request.js';
import type { ListedRevocation } from '../sessions/revocations/listed-revocation.js';
import { MassRevocations } from '../sessions/revocations/mass-revocations.service.js';
import type { SessionCommand } from './session-options.js';
import { refusal, tell } from './told.js';

/** Progress is told once in so many milliseconds. */
const TOLD_EVERY = 2_000;

const UNANNOUNCED = `Redis could not be told. It is stored all the same: an instance that has lost Redis too learns it before it accepts
anybody again, and any other within 30 s.
`;

/** Runs the operator's commands on the sessions of everybody. */
@Injectable()
export class SessionCommands {
  constructor(
    private readonly revocations: MassRevocations,
    private readonly features: Features,
  ) {}

  /** Runs one command and returns the exit code. */
  async run(command: SessionCommand): Promise<number> {
    if (command.name === 'list') return this.list();
    try {
      return await (command.isDryRun ? this.count(command.condition) : this.revoke(command.condition));
    } catch (error) {
      if (!(error instanceof InvalidCondition)) throw error;
      return tell(refusal(this.features.texts, error), 1);
    }
  }

  private async revoke(condition: ConditionRequest): Promise<number> {
    const { isAnnounced, ...started } = await this.revocations.create(condition, 'operator');
    tell(`${described(started)}\n`, 0);
    return isAnnounced ? tell('In force on every instance within a second.\n', 0) : tell(UNANNOUNCED, 1);
  }

  private async count(condition: ConditionRequest): Promise<number> {
    let toldAt = performance.now();
    const onProgress = ({ accounts, sessions, series }: ConditionCounts): void => {
      if (performance.now() - toldAt < TOLD_EVERY) return;
      toldAt = performance.now();
      // Standard output has the result alone.
      process.stderr.write(`... ${accounts} accounts: ${sessions} sessions, ${series} remembered devices\n`);
    };
    const { accounts, sessions, series } = await this.revocations.count(condition, { onProgress });
    const found = `${sessions} sessions and ${series} remembered devices would end, of ${accounts} accounts that were looked at.`;
    return tell(`${found} Nothing was done.\n`, 0);
  }

  private async list(): Promise<number> {
    const all = await this.revocations.list();
    return tell(all.length === 0 ? 'No mass revocation is in force.\n' : all.map((one) => `${described(one)}\n`).join(''), 0);
  }
}

/** Returns a mass revocation in one line: its id, what it means, and until when it is kept. */
function described({
  id,
  before,
  role,
  method,
  network,
  users,
  reason,
  createdAt,
  createdBy,
  expiresAt,
}: ListedRevocation): string {
  const time = (at: number): string => new Date(at).toISOString();
  const parts = { before: time(before), role, method, address: network, users: users && `${users} accounts` };
  const meant = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`]));
  const made = [`by ${createdBy} at ${time(createdAt)}`, `kept until ${time(expiresAt)}`, ...(reason === null ? [] : [reason])];
  return [id, meant.join(', '), ...made].join('\t');
}
