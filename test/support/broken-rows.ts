/** Rows that should never be there, and the invariant that must notice them. */
export const BROKEN: readonly [invariant: string, statement: string][] = [
  [
    'every journal has postings',
    `insert into journal values ('jrn_1', 'fee', '2026-11-24', '2026-11-24T04:00:00Z', 's1', null, now())`,
  ],
  [
    'the trial balance is zero',
    `insert into account values ('clearing:x', 'clearing', 'x', 'x', null, null, null);
     insert into posting values ('jrn_1', 1, 'clearing:x', 'nowhere', 5, '2026-11-23');
     insert into journal values ('jrn_3', 'fee', '2026-11-24', '2026-11-24T04:00:00Z', 's3', null, now())`,
  ],
  ['every end of a posting is an account', ''],
  ['a posting stands on the business day of its journal', ''],
  [
    'a business day is the Beijing date',
    `insert into journal values ('jrn_2', 'suspense', '2026-11-24', '2026-11-24T16:00:00Z', 's2', null, now())`,
  ],
  ['a journal of money at a channel has its movement', ''],
  [
    'each movement at a channel is in exactly one journal',
    `insert into channel_transaction values
       ('x', 'payment', 't1', 'pay_1', null, 7, now(), (now() at time zone 'Asia/Shanghai')::date, 'settled', null, now())`,
  ],
  ['money that is settled was proven', ''],
  [
    'a paid order has exactly one settled payment',
    `insert into orders values
       ('ord_p', 'svc', '1', 'paid', 7, null, 'token', null, '{}', now(), now(), now(), now())`,
  ],
  ['every order that was paid, closed or has run out is told of', ''],
  ['an order amounts to the sum of its items', ''],
  [
    'the moves of a status have no gap',
    `insert into status_change (subject, subject_id, from_status, to_status, at)
       values ('order', 'ord_p', 'closed', 'paid', now())`,
  ],
  ['every move of a status is legal', ''],
  [
    'a payment that succeeded has the money of its channel behind it',
    `insert into payment (id, order_id, channel, scene, status, amount_fen, expires_at, created_at, updated_at)
       values ('pay_1', 'ord_p', 'x', 'qr', 'pending', 7, now(), now(), now())`,
  ],
  ['an open payment is followed', ''],
  [
    'every fact in the inbox has been acted on',
    `insert into inbox (channel, kind, transaction_id, out_trade_no, amount_fen, is_cumulative, currency, occurred_at,
       origin, received_at) values ('x', 'payment_succeeded', 't', 'p', 1, false, 'CNY', now(), 'query', now())`,
  ],
  [
    'a fact that was booked is in the books',
    `insert into inbox (channel, kind, transaction_id, out_trade_no, amount_fen, is_cumulative, currency, occurred_at,
       origin, received_at, processed_at, outcome)
       values ('x', 'payment_succeeded', 't9', 'p', 1, false, 'CNY', now(), 'query', now(), now(), 'settled')`,
  ],
  [
    'balances recomputed from the postings',
    `insert into account_balance values ('clearing:x', '2026-11-24', 1, 0)`,
  ],
  ['amounts are kept as bigint', `alter table fine add column more_fen integer`],
  ['times are kept with their zone', `alter table fine add column seen_at timestamp`],
  [
    'one idempotency key stands for one order',
    `insert into idempotency_key values ('svc', 'k', 'createOrder', 'h', 201, '{"id":"ord_missing"}', now())`,
  ],
  [
    'of a fine nothing is paid twice: each order was quoted with all the money in mind that came before it',
    `insert into orders select 'ord_q', service_id, '2', 'paid', 7, null, 'token2', null, '{}', now(), now(), now(), now()
       from orders where id = 'ord_p';
     insert into order_item select id, 1, 'a', 'a', 'a', 'a', 1, 8, 8, '310115190000123' from orders`,
  ],
  [
    'an event tells of an order',
    `insert into service values ('svc_1', 'portal', '{orders}', 'https://example.org', 'secret', now());
     insert into event (id, service_id, type, subject_id, body, created_at)
       values ('evt_1', 'svc_1', 'order.paid', 'ord_missing', '{}', now())`,
  ],
  [
    'the receipts of a series are numbered from 1 without a gap (R33)',
    `insert into receipt_series values ('31010126', 2)`,
  ],
  [
    'an order has a receipt for each of its lines, of its amount, or none at all (R19)',
    `insert into receipt_set values ('ord_p', 'token3', now())`,
  ],
  ['an event is delivered, given up, or still waits', ''],
  [
    'money that was bound to an order is booked once',
    `insert into claim values ('clm_1', 'x', 't1', 'ord_p', 'pay_1', null, 'approved', 7, 'r', null, 'svc', 'svc_2', now(), now());
     insert into refund (id, order_id, payment_id, channel, origin, status, amount_fen, reason, created_at, updated_at)
       values ('ref_3', 'ord_p', 'pay_1', 'x', 'suspense', 'approved', 1, 'r', now(), now());
     insert into journal values ('jrn_4', 'claim', '2026-11-24', '2026-11-24T04:00:00Z', 'claim:x:t7', null, now());
     insert into channel_transaction values
       ('x', 'payment', 't8', 'pay_8', null, 9, now(), (now() at time zone 'Asia/Shanghai')::date, 'suspense', null, now())`,
  ],
  ['a journal of a claim has its claim', ''],
  ['what was bound to an order is not on its way back', ''],
  ['suspense holds what arrived and was neither claimed nor sent back', ''],
  [
    'a journal of a resolution has the resolution',
    `insert into journal values ('jrn_5', 'adjustment', '2026-11-24', '2026-11-24T04:00:00Z', 'resolution:res_1', null, now());
     insert into posting values ('jrn_5', 1, 'clearing:x', 'difference:x', 5, '2026-11-24');
     insert into difference (id, channel, business_day, type, kind, first_seen_at, closed_at)
       values ('dif_1', 'x', '2026-11-24', 'ours_only', 'payment', now(), now());
     insert into difference_resolution (id, difference_id, action, status, reason, postings, basis, reverses,
         journal_id, proposed_by, proposed_at, decided_by, updated_at)
       values ('res_2', 'dif_1', 'adjust', 'reversed', 'r', '[]', '', null, 'jrn_5', 'a', now(), 'b', now()),
         ('res_3', 'dif_1', 'reverse', 'approved', 'r', '[]', '', 'res_2', null, 'a', now(), 'b', now()),
         ('res_4', 'dif_1', 'adjust', 'approved', 'r', '[]', '', null, null, 'a', now(), 'b', now()),
         ('res_5', 'dif_1', 'reverse', 'approved', 'r', '[]', '', 'res_4', null, 'a', now(), 'b', now()),
         ('res_6', 'dif_1', 'adjust', 'proposed', 'r', '[]', '', null, null, 'a', now(), null, now())`,
  ],
  ['what was reversed nets to zero', ''],
  ['a resolution is reversed exactly where', ''],
  ['the resolution that stands is the one', ''],
  ['nobody is to decide about a difference that is closed', ''],
  [
    'a paid fine is known to the register, or still waits to be reported',
    `insert into fine_report (id, decision_no, order_id, amount_fen, paid_at, status, created_at, updated_at)
       values ('frp_1', '310115190000123', 'ord_p', 7, now(), 'paid', now(), now())`,
  ],
  [
    'no payment promises to give back more than it took',
    `insert into refund (id, order_id, payment_id, channel, origin, status, amount_fen, reason, requested_by,
       succeeded_at, created_at, updated_at)
       values ('ref_1', 'ord_p', 'pay_1', 'x', 'request', 'succeeded', 8, 'r', 'svc', now(), now(), now())`,
  ],
  [
    'what went back of a fine is known to the register, or still waits to be told',
    `insert into affair select 'x', 'x', 'x', 'fine', code, 'x', 'x', 'x', '{}' from agency limit 1;
     insert into order_item (order_id, line, affair_code, affair_name, agency_code, income_item_code, quantity, unit_fen,
       amount_fen, decision_no) values ('ord_p', 9, 'x', 'x', 'x', 'x', 1, 7, 7, '310115190000123');
     insert into refund_share values ('ref_1', 9, 'ord_p', 7)`,
  ],
  [
    'a journal of a proposal is of one that was approved by another than who proposed it',
    `insert into finance_proposal (id, kind, subject, status, reason, facts, postings, proposed_by, decided_by, proposed_at,
       updated_at) values ('prp_1', 'fee_invoice', 'x', 'approved', '', '{}', '[]', 'a', 'b', now(), now());
     insert into finance_proposal_journal values ('jrn_none', 'prp_1')`,
  ],
  ['an invoice of a fee that was proposed is booked once', ''],
  [
    'what was booked for a row of the bank is what the row says',
    `insert into finance_proposal (id, kind, subject, status, reason, facts, postings, proposed_by, decided_by, proposed_at,
       updated_at) values ('prp_2', 'bank_charge', 'no row', 'approved', '', '{}', '[]', 'a', 'b', now(), now())`,
  ],
  ['a refund that succeeded is booked once', ''],
  ['an order is refunded as far as its refunds have given back', ''],
  ['a refund of an order is split over its lines', ''],
  ['a refund of an order has reversed its receipts', ''],
  ['a refund on its way is followed', ''],
  [
    'nothing in the outbox has been set aside',
    `insert into outbox (kind, subject, run_at, parked_at, created_at) values ('order.expire', 'x', now(), now(), now())`,
  ],
  [
    'no journal is in a closed day that is not in its hash',
    `insert into sealed_day values
       ('2020-01-01', 'before', 'h1', '{"journals_hash":"x"}', 'k', 's', 'stf_1', 'stf_2', now())`,
  ],
  [
    'closed days follow each other without a gap',
    `set session_replication_role = replica;
     insert into sealed_day values ('2020-01-03', 'other', 'h2', '{}', 'k', 's', 'stf_1', 'stf_2', now())`,
  ],
];
