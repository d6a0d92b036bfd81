import { addDays } from '../../../kernel/business-day';
import type { ReportDefinition } from '../../../reports/report';
import { REPORTS } from '../../../reports/report-list';
import type { Landmarks } from './town';

export interface BenchPage {
  path: string;
  /** Of a page that is an answer to a form. */
  form?: Readonly<Record<string, string>>;
}

const at = (path: string): BenchPage => ({ path });

/** A report of a day. */
function reportOf({ code, filters }: ReportDefinition, day: string): string {
  const given = {
    ...(filters.includes('period') && { from: day, to: day }),
    ...(filters.includes('account') && { account: 'clearing:wechat' }),
  };
  return `/reports/${code}?${new URLSearchParams(given).toString()}`;
}

/** Every page of the console, with the filters that are hard on a database. */
export function pagesOf({
  order,
  payCode,
  payment,
  refund,
  difference,
  statement,
  day,
}: Landmarks): readonly BenchPage[] {
  return [
    ...['', '/orders', '/orders?status=open', '/orders?status=closed', `/orders?from=${day}&to=${day}`].map(
      at,
    ),
    ...[`/orders?number=${payment}`, `/orders?number=${payCode}`, `/orders/${order}`].map(at),
    ...['/payments', '/payments?status=unknown', '/payments?channel=alipay&status=failed'].map(at),
    ...[`/transactions?day=${day}`, `/transactions?day=${day}&channel=alipay&kind=refund`].map(at),
    ...['/refunds', '/refunds?status=requested', '/refunds?status=failed', `/refunds/${refund}`].map(at),
    ...['/suspense', '/claims', '/claims?status=approved'].map(at),
    ...['/fines', '/fines?status=paid', '/fines?late=yes'].map(at),
    ...[
      `/reconciliation?day=${day}`,
      '/statements',
      `/statements/${statement}`,
      '/bank-files',
      '/bank-entries',
      '/runs',
    ].map(at),
    ...['/differences', '/differences?state=closed', '/differences?type=duplicate&state=closed'].map(at),
    ...[`/differences?day=${day}`, `/differences/${difference}`, '/resolutions?status=proposed'].map(at),
    ...['/days', `/days/${day}`, '/settlement', '/remittances', '/treasury'].map(at),
    ...['/reports', '/schedules', '/staff', '/events', '/reports/collection-daily'].map(at),
    ...REPORTS.map((report) => at(reportOf(report, day))),
    ...['/audit', '/audit?action=staff.logged_in', `/audit?from=${day}&to=${day}`].map(at),
    { path: '/search', form: { number: payCode, reason: 'bench' } },
  ];
}

/** A report that adds up every payment of 30 days while somebody waits. */
export const monthOf = ({ day }: Landmarks): BenchPage =>
  at(`/reports/collection-daily?from=${addDays(day, -29)}&to=${day}`);
