import { MovedClock } from '../support/moved-clock';
import { ConsoleWorld } from './console-world';
import type { Seen, Visitor } from './console-visitor';

const clock = new MovedClock('2026-11-25T10:00:00+08:00');
const MINUTE = 60_000;
const NOTE = '您刚才填写的内容已保留，尚未提交';
let world: ConsoleWorld;

beforeAll(async () => {
  world = await ConsoleWorld.open({ clock });
});
afterAll(() => world.close());

const later = (ms: number) => clock.moveTo(new Date(clock.now().getTime() + ms).toISOString());
const at = (path: string) => ({ referer: new URL(path, world.gateway.url).href });

/** Comes in again from the page that asks who it is, as somebody whom the provider has forgotten. */
async function again(visitor: Visitor, asked: Seen, person: string): Promise<Seen> {
  for (const name of visitor.cookies.keys()) if (name !== 'tongfu_console') visitor.cookies.delete(name);
  const link = /href="([^"]*\/login\/identity[^"]*)"/.exec(asked.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return visitor.chooseAt(await visitor.get(link), person);
}

const valueOf = ({ html }: Seen, id: string): string | undefined =>
  new RegExp(`<input[^>]* id="${id}"[^>]*>`).exec(html)?.[0].match(/ value="([^"]*)"/)?.[1];

/** A clerk asks for a refund after their session is over. */
async function sentTooLate(): Promise<{ clerk: Visitor; path: string; asked: Seen }> {
  const { orderId } = await world.desk.paid('wechat');
  const clerk = await world.person('lin');
  const path = `/console/orders/${orderId}`;
  later(16 * MINUTE);
  const form = { amount: '12.34', reason: '李雷来电 13812345678', seen: '12000' };
  return { clerk, path, asked: await clerk.post(`${path}/refund`, form, at(path)) };
}

describe('what somebody typed', () => {
  test('stands in the form again after a login, for the session was over', async () => {
    const { clerk, path, asked } = await sentTooLate();
    expect(asked.url.pathname).toBe('/console/login');
    expect(asked.text).toContain('您填写的内容已保留');
    expect(decodeURIComponent(asked.url.href)).not.toContain('13812345678');
    const back = await again(clerk, asked, 'lin');
    expect(back.url.pathname).toBe(path);
    expect(back.text).toContain(NOTE);
    expect(valueOf(back, 'refund-amount')).toBe('12.34');
    expect(valueOf(back, 'refund-reason')).toBe('李雷来电 13812345678');
    expect(back.html).toMatch(/<details open[^>]*><summary>申请退款/);
    expect((await clerk.get(path)).text).not.toContain(NOTE);
  });

  test('is for no other person, and not readable in the database', async () => {
    const { clerk, path, asked } = await sentTooLate();
    const kept = JSON.stringify(await world.gateway.sql('select sess from staff_session'));
    expect(kept).toContain('"kept"');
    expect(kept).not.toContain('13812345678');
    const other = await again(clerk, asked, 'wang');
    expect(other).toMatchObject({ status: 200, url: { pathname: path } });
    expect(other.text).not.toContain(NOTE);
    expect(other.html).not.toContain('13812345678');
  });

  test('is forgotten after half an hour', async () => {
    const { clerk, asked } = await sentTooLate();
    later(31 * MINUTE);
    const back = await again(clerk, asked, 'lin');
    expect(back.status).toBe(200);
    expect(back.text).not.toContain(NOTE);
    expect(back.html).not.toContain('13812345678');
  });

  test('stands there again after a confirmation, in the form that it was typed into', async () => {
    const { refund } = await world.waiting();
    const path = `/console/refunds/${String(refund.id)}`;
    const chen = await world.person('chen');
    later(6 * MINUTE);
    const asked = await chen.post(`${path}/reject`, { note: '材料不全' }, at(path));
    expect(asked.url.pathname).toBe('/console/confirm');
    const back = await again(chen, asked, 'chen');
    expect(back.url.pathname).toBe(path);
    expect(back.text.split(NOTE)).toHaveLength(2);
    expect(back.html).toMatch(/action="[^"]*\/reject"[\s\S]*?value="材料不全"/);
  });

  test('with a file comes back without it: choices, ticks and the right one of many forms', async () => {
    await world.gateway.sql(`insert into difference (id, channel, business_day, type, kind, ours_fen, ours_status, first_seen_at)
      select 'dif_' || n, 'wechat', '2026-11-24', 'ours_only', 'payment', 100, 'succeeded', now() from generate_series(1, 2) n`);
    const clerk = await world.person('lin');
    later(16 * MINUTE);
    const form = { 'pick:dif_2': '1', action: 'write_off', reason: '一分钱差额' };
    const file = { name: '来函.pdf', content: '%PDF', type: 'application/pdf' };
    const asked = await clerk.postFile('/console/differences/propose', form, file);
    const back = await again(clerk, asked, 'lin');
    expect(back.url.pathname).toBe('/console/differences');
    expect(valueOf(back, 'reason')).toBe('一分钱差额');
    expect(back.html).toMatch(/<option value="write_off" selected/);
    const ticked = back.html.match(/<input[^>]*name="pick:[^>]*>/g)?.filter((box) => / checked/.test(box));
    expect(ticked).toHaveLength(1);
    expect(ticked?.[0]).toContain('pick:dif_2');
  });
});
