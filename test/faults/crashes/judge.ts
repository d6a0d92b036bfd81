import { findDisagreements, type ChannelSide } from '../../support/channel-agreement';
import { findBroken } from '../../support/invariants';
import { REST_INVARIANTS } from '../../support/rest-invariants';
import type { Json, Town } from './town';

/**
 * Everything that is wrong in a town that has come to rest: a line each, with the rule and what breaks it.
 * @param foreign payments that a channel took without the sandbox
 */
export async function judge(town: Town, foreign: ChannelSide['foreign'] = []): Promise<string[]> {
  const ask = (sql: string, values: unknown[] = []) => town.sql(sql, values);
  const resting: string[] = [];
  for (const { name, sql } of REST_INVARIANTS) {
    const rows = await ask(sql);
    if (rows.length > 0) resting.push(`${name}: ${rows.length} × ${JSON.stringify(rows.slice(0, 5))}`);
  }
  return [
    ...(await findBroken(town.databaseUrl)),
    ...resting,
    ...(await findDisagreements(ask, { books: town.books, foreign, acknowledged: await acknowledged(town) })),
    ...misdelivered(town),
    ...town.bugs.map((call) => `no call is answered with 500: ${call}`),
  ];
}

async function acknowledged(town: Town) {
  const { data } = await town.control('GET', '/deliveries');
  return (data as Json[])
    .filter(({ channel, status, body }) =>
      channel === 'wechat' ? status === 200 || status === 204 : body === 'success',
    )
    .map(({ channel, event, out_trade_no }) => ({
      ...{ channel: String(channel), event: String(event), outTradeNo: String(out_trade_no) },
    }));
}

/** A webhook is the same on every try, so that it can be told from another one. */
function misdelivered(town: Town): string[] {
  const seen = new Map<string, string>();
  const found: string[] = [];
  for (const { id, body, isGenuine } of town.portal.deliveries) {
    if (!isGenuine) found.push(`a webhook is signed with its service's secret: ${id}`);
    // The bytes name their event: another id for the same bytes is another id for the same event.
    if ((seen.get(body) ?? id) !== id) found.push(`a webhook keeps its id: ${id} is ${seen.get(body)}`);
    seen.set(body, id);
  }
  const bodies = new Map<string, Set<string>>();
  for (const { id, body } of town.portal.deliveries) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
  for (const [id, variants] of bodies)
    if (variants.size > 1) found.push(`a webhook keeps its bytes: ${id} has ${variants.size}`);
  return found;
}
