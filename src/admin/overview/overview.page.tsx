import { textFor } from '../../texts/texts.js';
import { type PageContext, view } from '../../views/view.js';
import { AdminPage } from '../admin-page.js';
import { HourChart } from './hour-chart.js';
import type { Counted, Overview } from './overview.service.js';

const LABELS = {
  signUps: 'adminSignUps',
  logins: 'adminLogins',
  rememberedLogins: 'adminRememberedLogins',
  failedLogins: 'adminFailedLogins',
  throttled: 'adminThrottled',
} as const satisfies Record<Counted, string>;

const NAMES = Object.keys(LABELS) as Counted[];

export const OverviewPage = view<Overview>('Administration', ({ data, context }) => {
  const { texts } = context;
  const { liveSessions, sessions, mail } = data;
  const { started, ended } = sessions;
  return (
    <AdminPage title={texts.adminOverviewTitle} under="/admin" context={context}>
      <h1 class="h3 mb-4">{texts.adminOverviewTitle}</h1>
      <div class="row">
        {NAMES.map((name) => (
          <Figure key={name} name={name} data={data} context={context} />
        ))}
      </div>
      <ul class="list-unstyled mb-4">
        <li>{textFor(texts, 'adminSeenLastHour', { count: data.seenLastHour })}</li>
        <li>
          {textFor(texts, liveSessions.isEstimate ? 'adminLiveSessionsAbout' : 'adminLiveSessions', {
            count: liveSessions.count,
          })}
        </li>
        <li>{textFor(texts, 'adminSessionFigures', { started, ended })}</li>
        {mail !== null && <li>{textFor(texts, 'adminMailWaiting', { count: mail.waiting, seconds: mail.oldestSeconds })}</li>}
      </ul>
      <Hours data={data} context={context} />
    </AdminPage>
  );
});

function Figure({ name, data: { hours, totals }, context: { texts } }: { name: Counted; data: Overview; context: PageContext }) {
  const label = texts[LABELS[name]];
  const counts = hours.map((hour) => hour[name]);
  return (
    <section class="col-12 col-sm-6 col-lg-4 mb-4">
      <h2 class="h6 mb-1">{label}</h2>
      <p class="h4 mb-2">{totals[name]}</p>
      <HourChart
        name={name}
        title={label}
        description={textFor(texts, 'adminChart', { count: totals[name], most: Math.max(...counts) })}
        counts={counts}
      />
    </section>
  );
}

/** Shows the figures behind the charts. A keyboard scrolls the table where it is wider than the screen. */
function Hours({ data: { hours }, context: { texts } }: { data: Overview; context: PageContext }) {
  return (
    <div class="table-responsive" tabindex={0} role="region" aria-label={texts.adminByHour}>
      <table class="table table-sm small">
        <caption class="caption-top">{texts.adminByHour}</caption>
        <thead>
          <tr class="align-bottom">
            <th scope="col">{texts.adminHour}</th>
            {NAMES.map((name) => (
              <th class="text-end" scope="col" key={name}>
                {texts[LABELS[name]]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.toReversed().map((hour) => (
            <tr key={hour.at}>
              <th scope="row">
                <time dateTime={hour.at}>{hour.at.slice(11, 16)}</time>
              </th>
              {NAMES.map((name) => (
                <td class="text-end" key={name}>
                  {hour[name]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
