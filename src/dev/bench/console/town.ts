import { createDatabase } from '../../../db/database';
import { systemClock } from '../../../kernel/clock';
import { withClient } from '../workbench';

/** How much there is of everything. */
export interface TownSize {
  payments: number;
  auditEntries: number;
}

type SqlClient = Parameters<Parameters<typeof withClient>[1]>[0];

const DAYS = 30;

/**
 * A city that has worked for 30 days: a payment in fifty never came to anything, one in two hundred waits in suspense, one
 * in a hundred was refunded, one in ten is of a fine; a statement and a run for each channel and day, and differences.
 */
export async function buildTown(databaseUrl: string, { payments, auditEntries }: TownSize): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query('begin');
    await client.query(ID_FUNCTION);
    await client.query(ROWS, [payments, DAYS]);
    for (const statement of MONEY) await client.query(statement);
    for (const statement of STAFF_WORK) await client.query(statement);
    await client.query('commit');
    await client.query(`update balance_rollup set watermark = pg_snapshot_xmin(pg_current_snapshot())`);
    await client.query('vacuum analyze');
  });
  await writeAudit(databaseUrl, auditEntries);
}

/** The order and the refund of which everything is shown; a difference and a file that are looked at. */
export interface Landmarks {
  order: string;
  payCode: string;
  payment: string;
  refund: string;
  difference: string;
  statement: string;
  day: string;
}

/** Something of each kind to look at. */
export async function findLandmarks(databaseUrl: string): Promise<Landmarks> {
  return withClient(databaseUrl, async (client: SqlClient) => {
    const { rows } = await client.query<Landmarks>(`
      select r.order_id as "order", o.pay_code as "payCode", r.payment_id as payment, r.id as refund,
        (select id from difference where closed_at is null limit 1) as difference,
        (select id from statement order by line_count desc limit 1) as statement,
        (select max(business_day)::text from statement) as day
      from refund r join orders o on o.id = r.order_id where r.status = 'succeeded' order by r.id desc limit 1`);
    const [found] = rows;
    if (!found) throw new Error('the town is empty');
    return found;
  });
}

async function writeAudit(databaseUrl: string, count: number): Promise<void> {
  const database = createDatabase({ url: databaseUrl, poolSize: 2 });
  const at = systemClock.now();
  for (let from = 0; from < count; from += AUDIT_BATCH) {
    const entries = Array.from({ length: Math.min(AUDIT_BATCH, count - from) }, (_, i) => ({
      ...{ at, actorId: `stf_bench${i % 40}`, actorName: `员工 ${i % 40}`, action: 'order.viewed' },
      ...{ subject: `ord_bench${from + i}`, details: {} },
    }));
    await database.transact((stores) => stores.audit.appendAll(entries));
  }
  await database.close();
}

const AUDIT_BATCH = 2_000;

/** Ids that sort by time, as the product makes them; one expression, since a query would be run for each id. */
const digitAt = (shift: number): string =>
  `substr('0123456789abcdefghjkmnpqrstvwxyz', ((ms >> ${shift}) & 31)::int + 1, 1)`;
const ID_FUNCTION = `
  create function pg_temp.id_of(prefix text, ms bigint, no bigint) returns text language sql immutable as $$
    select prefix || '_' || ${[40, 35, 30, 25, 20, 15, 10, 5, 0].map(digitAt).join(' || ')} || lpad(no::text, 14, '0') $$`;

/** One row for each payment, from which everything else is made. */
const ROWS = `
  create temporary table town on commit drop as
  select no, pg_temp.id_of('ord', ms, no) as order_id, pg_temp.id_of('pay', ms, no) as payment_id,
    pg_temp.id_of('jrn', ms, no) as journal_id, pg_temp.id_of('ref', ms + 60000, no) as refund_id,
    case when no % 5 < 3 then 'wechat' else 'alipay' end as channel,
    to_timestamp(ms / 1000.0) as at, (to_timestamp(ms / 1000.0) at time zone 'Asia/Shanghai')::date as day,
    10000 + no % 5000 as fen, '4200000000000000' || lpad(no::text, 12, '0') as transaction_id,
    case when no % 50 > 0 then 'succeeded' when no % 100 = 0 then 'closed' when no % 150 = 0 then 'failed'
      when no % 350 = 0 then 'unknown' else 'pending' end as status,
    case when no % 50 = 0 then null when no % 200 = 1 then 'suspense' else 'settled' end as disposition,
    no % 100 = 7 as refunded, case when no % 10 = 3 then 'traffic-fine' else 'passport' end as affair
  from (select no, ((extract(epoch from now()) - $2::int * 86400) * 1000
    + no * ($2::int * 86400000.0 / $1::int))::bigint as ms from generate_series(1, $1::int) no) numbers`;

const MONEY: readonly string[] = [
  `insert into service (id, name, scopes, webhook_secret, created_at)
   values ('svc_bench', 'bench', '{orders}', 'whsec_', now())`,
  `insert into orders (id, service_id, external_ref, status, amount_fen, payer_name, pay_code, cashier_token, metadata,
     expires_at, paid_at, created_at, updated_at)
   select order_id, 'svc_bench', no::text, case when refunded then 'refunded' when disposition = 'settled' then 'paid'
       when day < current_date - 1 then 'expired' else 'open' end,
     fen, '王小明', '31000026' || lpad(no::text, 12, '0'), 'token' || no, '{}', at + interval '2 hours',
     case when disposition = 'settled' then at end, at, at from town`,
  `insert into order_item (order_id, line, affair_code, affair_name, agency_code, income_item_code, quantity, unit_fen,
     amount_fen, decision_no)
   select order_id, 1, a.code, a.name_zh, a.agency_code, a.income_item_code, 1, fen, fen,
     case when affair = 'traffic-fine' then lpad(no::text, 15, '0') end from town t join affair a on a.code = t.affair`,
  `insert into payment (id, order_id, channel, scene, status, amount_fen, action_type, action_content, transaction_id,
     disposition, reason, paid_at, expires_at, created_at, updated_at)
   select payment_id, order_id, channel, 'qr', status, fen, 'qr_code', 'weixin://',
     case when disposition is not null then transaction_id end, disposition,
     case when disposition = 'suspense' then 'order_paid_already' end, case when disposition is not null then at end,
     at + interval '2 hours', at, at from town`,
  `insert into channel_transaction (channel, kind, transaction_id, out_trade_no, amount_fen, occurred_at, business_day,
     disposition, reason, created_at)
   select channel, 'payment', transaction_id, payment_id, fen, at, day, disposition,
     case when disposition = 'suspense' then 'order_paid_already' end, at from town where disposition is not null
   union all select channel, 'refund', '5' || transaction_id, payment_id, fen, at + interval '1 minute', day, 'settled',
     null, at + interval '1 minute' from town where refunded and no % 300 <> 7`,
  `insert into account (code, kind, name_zh, name_en, channel, agency_code, income_item_code)
   select 'clearing:' || c, 'clearing', c, c, c, null, null from unnest(array['wechat', 'alipay']) c
   union all select 'suspense:' || c, 'suspense', c, c, c, null, null from unnest(array['wechat', 'alipay']) c
   union all select distinct 'payable:' || a.agency_code || ':' || a.income_item_code, 'payable', a.income_item_code,
     a.income_item_code, null, a.agency_code, a.income_item_code from affair a
     where a.code in ('passport', 'traffic-fine') on conflict do nothing`,
  `insert into journal (id, kind, business_day, occurred_at, source, order_id, created_at)
   select journal_id, case disposition when 'settled' then 'collection' else 'suspense' end, day, at, channel || ':payment:' || transaction_id,
     order_id, at from town where disposition is not null`,
  `insert into posting (journal_id, line, debit_account, credit_account, amount_fen, business_day)
   select journal_id, 1, 'clearing:' || channel, case disposition when 'settled'
       then 'payable:' || a.agency_code || ':' || a.income_item_code else 'suspense:' || channel end, fen, day
   from town t join affair a on a.code = t.affair where disposition is not null`,
  `insert into account_balance (account_code, business_day, debit_fen, credit_fen)
   select account, business_day, sum(debit), sum(credit) from (
     select debit_account as account, business_day, amount_fen as debit, 0 as credit from posting
     union all select credit_account, business_day, 0, amount_fen from posting) ends group by 1, 2`,
];

const STAFF_WORK: readonly string[] = [
  `insert into refund (id, order_id, payment_id, channel, origin, status, amount_fen, reason, requested_by, decided_by,
     succeeded_at, created_at, updated_at)
   select refund_id, order_id, payment_id, channel, 'request', s.status, fen, '重复办理', 'svc_bench',
     case when s.status <> 'requested' then 'stf_bench1' end, case when s.status = 'succeeded' then at end, at, at
   from town cross join lateral (select case when no % 300 <> 7 then 'succeeded' when no % 900 = 7 then 'requested'
     when no % 900 = 307 then 'manual' else 'rejected' end as status) s where refunded`,
  `insert into claim (id, channel, transaction_id, order_id, status, amount_fen, reason, requested_by, created_at,
     updated_at)
   select pg_temp.id_of('clm', no, no), channel, transaction_id, null, 'requested', fen, '付错', 'stf_bench1', at, at
   from town where disposition = 'suspense' and no % 2000 = 1`,
  `insert into fine_report (id, decision_no, order_id, amount_fen, paid_at, status, attempts, reason, reported_at,
     created_at, updated_at)
   select pg_temp.id_of('rep', no, no), lpad(no::text, 15, '0'), order_id, fen, at, s.status, 1,
     case when s.status = 'refused' then 'not_found' end, case when s.status = 'cleared' then at end, at, at
   from town cross join lateral (select case when no % 2000 = 3 then 'paid' when no % 5000 = 13 then 'refused'
     else 'cleared' end as status) s where affair = 'traffic-fine' and disposition = 'settled'`,
  `insert into statement (id, channel, business_day, version, sha256, line_count, paid_fen, refunded_fen, fetched_at)
   select 'sta_' || to_char(day, 'YYYYMMDD') || channel, channel, day, 1, md5(channel || day) || md5(day::text), count(*),
     sum(fen), 0, day + interval '34 hours' from town where disposition is not null and day < current_date
   group by channel, day`,
  `insert into statement_line (statement_id, line, kind, transaction_id, out_trade_no, amount_fen, fee_fen, status,
     occurred_at)
   select 'sta_' || to_char(day, 'YYYYMMDD') || channel, row_number() over (partition by channel, day order by no),
     'payment', transaction_id, payment_id, fen, fen * 6 / 1000, 'succeeded', at
   from town where disposition is not null and day < current_date`,
  `insert into bank_file (id, mapping, name, sha256, row_count, known_count, credit_fen, debit_fen, covers_from, covers_to,
     imported_by, imported_at)
   select 'bkf_' || day, 'icbc', 'icbc.csv', md5(day::text), 40, 0, 0, 0, day, day, 'stf_bench1', now()
   from (select distinct day from town) days`,
  `insert into bank_entry (key, file_id, line, account, booked_on, direction, amount_fen, reference, serial, channel,
     settles_day)
   select day || ':' || n, 'bkf_' || day, n, '6222020200', day, 'credit', 100 * n, '清算', day::text || n, case n when 1
     then 'wechat' when 2 then 'alipay' end, case when n < 3 then day - 1 end
   from (select distinct day from town) days cross join generate_series(1, 40) n`,
  `insert into reconciliation (id, channel, business_day, trigger, status, statement_id, matched_count, created_at,
     updated_at)
   select 'rec_' || id, channel, business_day, 'schedule', 'differences', id, line_count, fetched_at, fetched_at
   from statement`,
  `insert into difference (id, channel, business_day, type, kind, transaction_id, out_trade_no, ours_fen, theirs_fen,
     ours_status, theirs_status, statement_id, statement_line, first_seen_at, closed_at)
   select 'dif_' || md5(no::text), channel, day, 'amount_mismatch', 'payment', transaction_id, payment_id, fen, fen + 1,
     'succeeded', 'succeeded', 'sta_' || to_char(day, 'YYYYMMDD') || channel, 1, at,
     case when no % 2000 <> 11 then now() end
   from town where no % 200 = 11 and day < current_date`,
  `insert into reconciliation_difference (reconciliation_id, difference_id)
   select 'rec_' || statement_id, id from difference`,
  `insert into difference_resolution (id, difference_id, action, status, reason, postings, basis, proposed_by,
     proposed_at, updated_at)
   select 'res_' || id, id, 'adjust', 'proposed', '金额有误', '[]', '', 'stf_bench1', now(), now()
   from difference where closed_at is null limit 200`,
];
