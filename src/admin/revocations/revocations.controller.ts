import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { CurrentUser, FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { Features } from '../../features/features.js';
import { AcceptsBody } from '../../http/requests/accepts-body.decorator.js';
import { placeOf } from '../../http/requests/list-query.js';
import { onPage } from '../../http/requests/on-page.js';
import { Flash } from '../../http/responses/flash.js';
import { page, redirect } from '../../http/responses/outcome.js';
import { liveRecordOf } from '../../sessions/express/lazy-session.js';
import { type Condition, matcherOf } from '../../sessions/revocations/condition.js';
import { judgedSession } from '../../sessions/revocations/judged.js';
import { MassRevocations } from '../../sessions/revocations/mass-revocations.service.js';
import type { Principal } from '../../users/principal/principal.js';
import { isAccountId } from '../../users/user.entity.js';
import { RepeatedDeeds } from '../users/repeated-deeds.js';
import { CountedConditions } from './counted-conditions.js';
import { type DryRun, DryRuns } from './dry-runs.js';
import { RevocationForm, type SentRevocation } from './revocation-form.js';
import { RevocationsPage } from './revocations.page.js';
import { ShownRevocations } from './shown-revocations.js';

const HERE = '/admin/revocations';

/** Lets administrators end the sessions of many people by one condition, after they have counted what it would end. */
@Controller('admin/revocations')
@FreshLogin({ returnTo: HERE })
@SecondFactor({ onlyIfSetUp: true, returnTo: HERE })
export class RevocationsController {
  constructor(
    private readonly form: RevocationForm,
    private readonly dryRuns: DryRuns,
    private readonly counted: CountedConditions,
    private readonly revocations: MassRevocations,
    private readonly shown: ShownRevocations,
    private readonly repeated: RepeatedDeeds,
    private readonly flash: Flash,
    private readonly features: Features,
  ) {}

  @Get()
  async list(@Query() query: Record<string, unknown>) {
    const data = await this.pageData(null, placeOf(query, 'after', isAccountId));
    const { revocations, next } = data;
    return page(RevocationsPage, data, { json: { revocations, next }, values: { before: 'now' } });
  }

  /** A list of accounts may have many lines; the fronts of deploy/ let as much through, and longer ones are for the console. */
  @Post()
  @AcceptsBody({ most: '64kb' })
  take(@Body() body: unknown, @CurrentUser() user: Principal, @Req() request: Request) {
    return onPage(
      RevocationsPage,
      () => this.pageData(null),
      async () => {
        const sent = await this.form.read(body);
        return sent.isDryRun ? this.count(sent, user, request) : this.revoke(sent, user, request);
      },
    );
  }

  private async count({ condition, values }: SentRevocation, user: Principal, request: Request) {
    const counts = await this.dryRuns.count(condition, request);
    if (counts.isComplete) await this.counted.keep(user, condition, counts);
    const before = new Date(condition.before).toISOString();
    const dryRun: DryRun = { before, ...counts, endsOwnSession: meansOwn(condition, user, request) };
    return page(RevocationsPage, await this.pageData(dryRun), { json: { dryRun }, values });
  }

  private async revoke({ condition }: SentRevocation, user: Principal, request: Request) {
    const endsOwnSession = meansOwn(condition, user, request);
    const id = await this.repeated.once(request, async () => {
      const counted = await this.counted.find(user, condition);
      const { id, isAnnounced } = await this.revocations.begin(condition, user.id, counted);
      if (!isAnnounced) this.flash.add(request, 'adminRevocationUnannounced');
      return id;
    });
    this.flash.add(request, endsOwnSession ? 'adminRevocationDoneOwn' : 'adminRevocationDone');
    return redirect(HERE, { revocation: await this.shown.find(id), endsOwnSession });
  }

  private async pageData(dryRun: DryRun | null, after?: string) {
    return { ...(await this.shown.list(after)), isFirst: after === undefined, roles: this.features.roles.names, dryRun };
  }
}

/** Whoever comes by a header has no session that could end. */
function meansOwn(condition: Condition, user: Principal, request: Request): boolean {
  const record = liveRecordOf(request);
  return record !== undefined && matcherOf(condition)(judgedSession(record, user));
}
