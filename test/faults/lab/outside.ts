import { addDays, businessDayOf } from '../../../src/kernel/business-day';
import { control } from './control';
import type { Site } from './site';
import type { Acknowledged, Json, Witness } from './witness';

/** Something that the outside knows and the product does not, or the other way round. */
export interface Violation {
  name: string;
  details: string[];
}

/** Holds what the channels, the portal and the callers have seen against what the product has kept. */
export async function compareWithOutside(site: Site, witness: Witness): Promise<Violation[]> {
  const books = await readBooks(site);
  const found = [
    {
      name: 'every fen that a channel took is in the ledger once, and nothing else is',
      details: await takenMoney(site, books),
    },
    {
      name: 'every refund that a channel made is in the ledger once, and nothing else is',
      details: await returnedMoney(site, books),
    },
    {
      name: 'every acknowledged notification is kept and processed, and no forged one',
      details: await notifications(site),
    },
    { name: 'every acknowledged write is there, once', details: await writes(site, witness) },
    {
      name: 'every event reached the portal, signed, with the same bytes on every try',
      details: await webhooks(site),
    },
    {
      name: 'every call was answered, and none by a failure that no rule foresees',
      details: [...witness.unanswered, ...witness.bugs],
    },
  ];
  return found.filter(({ details }) => details.length > 0);
}

const DAY_MS = 86_400_000;

interface Books {
  trades: Json[];
  refunds: Json[];
}

async function readBooks({ sandboxUrl, passedMs }: Site): Promise<Books> {
  const trades = await control(sandboxUrl, 'GET', { route: 'trades' });
  const until = businessDayOf(new Date(Date.now() + passedMs()));
  const days: string[] = [];
  for (let day = businessDayOf(new Date(Date.now() - DAY_MS)); day <= until; day = addDays(day, 1))
    days.push(day);
  const books = await Promise.all(
    days.map((day) => control(sandboxUrl, 'GET', { route: `books?business_day=${day}` })),
  );
  const channels = books.flatMap((book) => book?.data as { refunds: Json[] }[]);
  return { trades: trades?.data as Json[], refunds: channels.flatMap(({ refunds }) => refunds) };
}

async function takenMoney({ sql }: Site, { trades }: Books): Promise<string[]> {
  const theirs = trades
    .filter(({ paid_at: paidAt }) => paidAt !== null)
    .map((it) => `${str(it.channel)} ${str(it.out_trade_no)} ${str(it.transaction_id)} ${str(it.amount)}`);
  const ours = await sql<{ line: string }>(
    `select t.channel || ' ' || t.out_trade_no || ' ' || t.transaction_id || ' ' || sum(p.amount_fen) as line
     from channel_transaction t join journal j on j.source = t.channel || ':payment:' || t.transaction_id
     join posting p on p.journal_id = j.id where t.kind = 'payment'
     group by t.channel, t.out_trade_no, t.transaction_id`,
  );
  return differencesOf(
    theirs,
    ours.map(({ line }) => line),
  );
}

async function returnedMoney({ sql }: Site, { refunds }: Books): Promise<string[]> {
  const theirs = refunds
    .filter(({ status }) => status === 'success')
    .map((it) => `${str(it.channel)} ${str(it.out_trade_no)} ${str(it.amount)}`);
  const ours = await sql<{ line: string }>(
    `select channel || ' ' || out_trade_no || ' ' || amount_fen as line from channel_transaction where kind = 'refund'`,
  );
  return differencesOf(
    theirs,
    ours.map(({ line }) => line),
  );
}

/** What the sandbox's fault made of a message that must not be believed. */
const FORGED = [
  'tamper',
  'bad_signature',
  'stale_timestamp',
  'unknown_serial',
  'wrong_merchant',
  'wrong_currency',
  'weak_signature',
];

async function notifications({ sandboxUrl, sql }: Site): Promise<string[]> {
  const answer = await control(sandboxUrl, 'GET', { route: 'deliveries' });
  const accepted = (answer?.data as Json[]).filter(({ status }) => status === 200 || status === 204);
  const kept = await sql<{ fact: string }>(
    `select distinct channel || ' ' || split_part(kind, '_', 1) || ' ' || out_trade_no as fact from inbox
     where origin = 'notification' and processed_at is not null`,
  );
  const known = new Set(kept.map(({ fact }) => fact));
  return accepted.flatMap(({ event, fault, out_trade_no: no, channel }) => {
    const fact = `${str(channel)} ${str(event)} ${str(no)}`;
    if (FORGED.includes(str(fault))) return [`acknowledged although forged (${str(fault)}): ${fact}`];
    // That a trade was closed without money is known from the asking.
    return event === 'closed' || known.has(fact) ? [] : [`acknowledged and lost: ${fact}`];
  });
}

/** A line for each acknowledged write that is lost, doubled, answered differently, or undone. */
export async function writes({ sql }: Pick<Site, 'sql'>, { acknowledged }: Witness): Promise<string[]> {
  const [orders, payments, refunds] = await Promise.all([
    sql<Kept>(`select id, external_ref as ref, status from orders`),
    sql<Kept>(`select id, order_id as ref, status from payment`),
    sql<Kept>(`select id, reason as ref, status from refund where origin = 'request'`),
  ]);
  return [
    ...twice('order', orders),
    ...twice('refund', refunds),
    ...otherBytes(acknowledged),
    ...acknowledged.flatMap((one) => missing(one, { orders, payments, refunds })),
  ];
}

interface Kept {
  id: string;
  ref: string;
  status: string;
}

/** Our references are unique: whatever was retried stands there once. */
function twice(what: string, rows: readonly Kept[]): string[] {
  const refs = rows.map(({ ref }) => ref);
  return refs.filter((ref, i) => refs.indexOf(ref) !== i).map((ref) => `${what} ${ref} is there twice`);
}

function otherBytes(acknowledged: readonly Acknowledged[]): string[] {
  const first = new Map<string, string>();
  return acknowledged.flatMap(({ key, text, operation }) => {
    if (key === null) return [];
    const before = first.get(key) ?? text;
    first.set(key, before);
    return before === text ? [] : [`${operation} under ${key} was answered with other bytes`];
  });
}

const LATER_STATUSES: Readonly<Record<string, readonly string[]>> = {
  closeOrder: ['closed'],
  approveRefund: ['approved', 'unknown', 'submitted', 'succeeded', 'failed', 'manual'],
  rejectRefund: ['rejected'],
};

function missing(
  { operation, subject, json }: Acknowledged,
  { orders, payments, refunds }: Record<'orders' | 'payments' | 'refunds', Kept[]>,
): string[] {
  const id = str(json.id);
  const table = operation.endsWith('Order') ? orders : operation.endsWith('Payment') ? payments : refunds;
  const row = table.find((it) => it.id === id);
  if (!row) return [`${operation} ${subject} was acknowledged as ${id}, which is not there`];
  const wanted = LATER_STATUSES[operation];
  return wanted && !wanted.includes(row.status)
    ? [`${operation} ${id} was acknowledged and is ${row.status}`]
    : [];
}

async function webhooks({ sql, receiver }: Site): Promise<string[]> {
  const events = await sql<{ id: string; body: string }>(
    `select e.id, e.body from event e join service s on s.id = e.service_id where s.webhook_url is not null`,
  );
  const bodies = new Map(events.map(({ id, body }) => [id, body]));
  const wrong = receiver.received.flatMap(({ id, body, isSigned }) => [
    ...(isSigned ? [] : [`webhook ${id} is not signed`]),
    ...(bodies.get(id) === body ? [] : [`webhook ${id} has other bytes than its event`]),
  ]);
  const arrived = new Set(receiver.received.filter(({ isAccepted }) => isAccepted).map(({ id }) => id));
  return [
    ...wrong,
    ...events.filter(({ id }) => !arrived.has(id)).map(({ id }) => `event ${id} never arrived`),
  ];
}

/** Both are lists of lines; a line that one has more often than the other is a difference. */
function differencesOf(theirs: readonly string[], ours: readonly string[]): string[] {
  const left = [...ours];
  const missing = theirs.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((line) => `the channel has it, we have not: ${line}`),
    ...left.map((line) => `we have it, the channel has not: ${line}`),
  ];
}

const str = (value: unknown): string => String(value);
