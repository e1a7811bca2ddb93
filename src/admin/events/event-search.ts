import { Injectable } from '@nestjs/common';
import type { AuditFilter } from '../../audit/query/audit-log.js';
import { ERASED } from '../../audit/erasure/erasure-mark.js';
import { Features } from '../../features/features.js';
import { lowerAscii } from '../../forms/ascii.js';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import { FormPipe } from '../../http/requests/form.pipe.js';
import { SECURITY_EVENTS } from '../../log/security-events.js';
import { networkText, parseNetwork } from '../../sessions/revocations/network.js';
import { isAccountId } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import type { FieldErrors } from '../../views/view.js';
import { parseTime } from '../../http/requests/list-query.js';
import { EventQueryDto } from './event-query.dto.js';

/** Which events are wanted, and the fields as they were typed, without those that say nothing. */
export interface EventSearch {
  readonly filter: AuditFilter;
  readonly typed: Readonly<Record<string, string>>;
}

/** Reads what administrators look for in the log of events. */
@Injectable()
export class EventSearches {
  /** These are all names that events can have, a team's too. */
  readonly names: readonly string[];

  constructor(
    private readonly forms: FormPipe,
    private readonly users: UsersService,
    { events }: Features,
  ) {
    this.names = [...new Set<string>([...SECURITY_EVENTS, ...events, ERASED])].toSorted();
  }

  /** Throws {@link InvalidForm} with all that the log does not know, accounts too: "nothing has happened" would mislead. */
  async read(query: Readonly<Record<string, unknown>>): Promise<EventSearch> {
    const { dto, errors } = await this.forms.read(EventQueryDto, query);
    const [account, actor] = [await this.idOf(dto.account), await this.idOf(dto.actor)];
    const all = { ...this.unknown(dto, { account, actor }), ...errors };
    if (Object.keys(all).length > 0) throw new InvalidForm('validation_failed', dto, all);
    const filter = {
      account,
      actor,
      events: dto.event === '' ? undefined : [dto.event],
      address: networkOf(dto.address),
      from: parseTime(dto.from),
      to: parseTime(dto.to),
    };
    return { filter, typed: Object.fromEntries(Object.entries(dto).filter(([, text]) => text !== '')) as EventSearch['typed'] };
  }

  private unknown(dto: EventQueryDto, { account, actor }: Pick<AuditFilter, 'account' | 'actor'>): FieldErrors {
    const code = 'adminEventUnknownAccount';
    return {
      ...(dto.account !== '' && account === undefined && { account: [{ code }] }),
      ...(dto.actor !== '' && actor === undefined && { actor: [{ code }] }),
      ...(dto.event !== '' && !this.names.includes(dto.event) && { event: [{ code: 'adminEventUnknownName' }] }),
    };
  }

  /** An id may be a pseudonym, and that of an account which is gone; of a name somebody must be there. */
  private async idOf(text: unknown): Promise<string | undefined> {
    if (typeof text !== 'string' || text === '') return undefined;
    const id = lowerAscii(text);
    return isAccountId(id) ? id : (await this.users.findByIdentifier(text))?.id;
  }
}

/** One address is none of the networks: the log finds its rows by another way. */
function networkOf(text: string): string | undefined {
  const network = parseNetwork(text);
  if (network === undefined) return undefined;
  const written = networkText(network);
  return network.bits === network.bytes.length * 8 ? written.slice(0, written.indexOf('/')) : written;
}
