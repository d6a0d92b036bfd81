import type { Invariant } from './refund-invariants';

/** A row as it is sealed; only sources of tests have no character that `COPY` would escape. */
const ROW = `concat_ws(E'\\t', j.id, coalesce(p.line::text, '\\N'), j.kind, to_char(j.business_day, 'YYYY-MM-DD'),
  (extract(epoch from j.occurred_at) * 1000)::bigint, j.source, coalesce(j.order_id, '\\N'),
  (extract(epoch from j.created_at) * 1000)::bigint, coalesce(p.debit_account, '\\N'), coalesce(p.credit_account, '\\N'),
  coalesce(p.amount_fen::text, '\\N'), coalesce(to_char(p.business_day, 'YYYY-MM-DD'), '\\N'))`;

/** What must be true of days, those that are closed and the others. */
export const DAY_INVARIANTS: readonly Invariant[] = [
  {
    name: 'a business day is the Beijing date of the time at the channel, or for money that came late an open day',
    sql: `select 'journal' as part, id, business_day, occurred_at from journal j
        where business_day <> (occurred_at at time zone 'Asia/Shanghai')::date and not (
          business_day > (occurred_at at time zone 'Asia/Shanghai')::date
          and exists (select from sealed_day s where s.day = j.business_day - 1))
      union all
      select 'channel_transaction', transaction_id, business_day, occurred_at from channel_transaction
        where business_day <> (occurred_at at time zone 'Asia/Shanghai')::date`,
  },
  {
    name: 'no journal is in a closed day that is not in its hash',
    sql: `select s.day, s.content::json ->> 'journals_hash' as sealed, rows.hash
      from sealed_day s cross join lateral (
        select encode(sha256(convert_to(coalesce(string_agg(${ROW} || E'\\n', '' order by j.id collate "C", p.line), ''),
          'UTF8')), 'hex') as hash
        from journal j left join posting p on p.journal_id = j.id where j.business_day = s.day) rows
      where rows.hash <> s.content::json ->> 'journals_hash'`,
  },
  {
    name: 'closed days follow each other without a gap, each with the hash of the one before',
    sql: `select * from (
        select day, previous_hash, lag(day) over (order by day) as before, lag(hash) over (order by day) as hash_before
        from sealed_day) s
      where before is not null and (before <> day - 1 or hash_before <> previous_hash)`,
  },
];
