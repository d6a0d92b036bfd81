import { createPortal, waitFor } from './portal';
import type { Json, Portal } from './portal';
import type { Receiver } from './receiver';

export interface StoryOptions {
  apiUrl: string;
  sandboxUrl: string;
  /** With every scope; its webhooks go to the receiver. */
  key: string;
  receiver: Receiver;
  /** A line for each step that is done. */
  tell(line: string): void;
  /** Called between the steps, so that a test can kill something there. */
  interrupt?(step: StoryStep): Promise<void>;
}

export type StoryStep = 'ordered' | 'opened' | 'paid' | 'settled';

/** What the story came to; everything in it was read from the API. */
export interface StoryResult {
  orders: Json[];
  payments: Json[];
  journals: Json[];
  webhooks: number;
  /** What the fine register was told of the fine. */
  report: Json;
  balanced: Json;
  spoiled: Json;
  differences: Json[];
}

const FINE = { affair: 'traffic-fine', decision_no: '3101151900001234' };
const PASSPORT = { affair: 'passport' };

/**
 * The main job from end to end: two orders, two channels, two payments, one ledger, two reconciliations.
 * @throws Error with the reason when anything is not as it should be
 */
export async function playStory(options: StoryOptions): Promise<StoryResult> {
  const { tell, interrupt = () => Promise.resolve() } = options;
  const portal = createPortal(options.apiUrl, options.key);
  const fine = await createOrder(portal, { item: FINE, expectedFen: 20_000, tell });
  const passport = await createOrder(portal, { item: PASSPORT, expectedFen: 12_000, tell });
  await interrupt('ordered');
  const openings = [
    await openPayment(portal, { order: fine, channel: 'wechat', tell }),
    await openPayment(portal, { order: passport, channel: 'alipay', tell }),
  ];
  await interrupt('opened');
  for (const payment of openings) await payInWallet(options, payment);
  await interrupt('paid');
  const orders = [await waitUntilPaid(portal, fine, tell), await waitUntilPaid(portal, passport, tell)];
  await interrupt('settled');
  await waitForWebhooks(options, orders);
  const report = await waitUntilReported(portal, fine, tell);
  const journals = await readJournals(portal, orders, tell);
  const payments = await Promise.all(
    openings.map((payment) => portal.get(`/v1/payments/${String(payment.id)}`)),
  );
  const reports = await reconcile(options, portal, payments);
  return { orders, payments, journals, webhooks: options.receiver.received.length, report, ...reports };
}

interface OrderPlan {
  item: Json;
  expectedFen: number;
  tell(line: string): void;
}

async function createOrder(portal: Portal, { item, expectedFen, tell }: OrderPlan): Promise<Json> {
  const order = await portal.post('/v1/orders', {
    external_ref: `STORY-${String(item.affair)}`,
    items: [item],
    payer: { name: '李四' },
  });
  // A fine that has come due since costs more by the day; its principal stays.
  const [{ quote } = { quote: null }] = order.items as { quote: Json | null }[];
  expectEqual(quote ? quote.principal : order.amount, expectedFen, `price of ${String(item.affair)}`);
  tell(`Order ${String(order.id)} created: ${String(item.affair)}, ${yuan(order.amount)}`);
  return order;
}

interface PaymentPlan {
  order: Json;
  channel: string;
  tell(line: string): void;
}

async function openPayment(portal: Portal, { order, channel, tell }: PaymentPlan): Promise<Json> {
  const payment = await portal.post(`/v1/orders/${String(order.id)}/payments`, { channel, scene: 'qr' });
  const action = payment.action as Json | null;
  if (typeof action?.content !== 'string') throw new Error(`The payment on ${channel} has no QR code`);
  tell(`Payment ${String(payment.id)} opened on ${channel}: QR code ${action.content}`);
  return payment;
}

async function payInWallet({ sandboxUrl, tell }: StoryOptions, payment: Json): Promise<void> {
  const { content } = payment.action as Json;
  const trade = await sandboxPost(sandboxUrl, 'pay', { content });
  expectEqual(trade.status, 'paid', 'status in the wallet');
  tell(`Wallet paid ${yuan(trade.amount)}: transaction ${String(trade.transaction_id)}`);
}

async function waitUntilPaid(portal: Portal, order: Json, tell: (line: string) => void): Promise<Json> {
  const read = () => portal.get(`/v1/orders/${String(order.id)}`);
  const paid = await waitFor(`order ${String(order.id)} to be paid`, read, ({ status }) => status !== 'open');
  expectEqual(paid.status, 'paid', 'status of the order');
  tell(`Order ${String(order.id)} is paid: notification verified, kept, acknowledged and posted`);
  return paid;
}

async function waitForWebhooks({ receiver, tell }: StoryOptions, orders: readonly Json[]): Promise<void> {
  const told = () =>
    orders.filter(({ id }) =>
      receiver.received.some((event) => event.type === 'order.paid' && event.orderId === id),
    );
  await waitFor(
    'the webhooks',
    () => Promise.resolve(told().length),
    (count) => count === orders.length,
  );
  tell(`The service has received its ${orders.length} webhooks, signatures checked`);
}

async function waitUntilReported(portal: Portal, order: Json, tell: (line: string) => void): Promise<Json> {
  const decisionNo = FINE.decision_no.slice(0, 15);
  const read = async (): Promise<Json | undefined> => {
    const { reports } = (await portal.get(`/v1/fines/${decisionNo}`)) as { reports?: Json[] };
    return reports?.find((one) => one.order_id === order.id);
  };
  const report = await waitFor(
    'the report to the register',
    read,
    (one) => one !== undefined && one.status !== 'paid',
  );
  expectEqual(report?.status, 'reported', 'status of the report');
  tell(
    `The fine register has taken the payment of decision ${decisionNo}: code ${String(report?.last_code)}`,
  );
  return report ?? {};
}

async function readJournals(
  portal: Portal,
  orders: readonly Json[],
  tell: (line: string) => void,
): Promise<Json[]> {
  const pages = await Promise.all(
    orders.map(({ id }) => portal.get(`/v1/ledger/journals?order=${String(id)}`)),
  );
  const journals = pages.flatMap((page) => page.data as Json[]);
  expectEqual(journals.length, orders.length, 'journals, one per order');
  tell(`The ledger holds ${journals.length} journals, each order's money once`);
  return journals;
}

async function reconcile(
  { sandboxUrl, tell }: StoryOptions,
  portal: Portal,
  payments: readonly Json[],
): Promise<Pick<StoryResult, 'balanced' | 'spoiled' | 'differences'>> {
  const [onWechat, onAlipay] = payments;
  // The day of the money, also where midnight passes during the story.
  const [wechatDay, alipayDay] = [onWechat, onAlipay].map((payment) => String(payment?.paid_at).slice(0, 10));
  const spoiledTradeNo = String(onAlipay?.out_trade_no);
  const balanced = await runReconciliation(portal, 'wechat', wechatDay);
  expectEqual(balanced.status, 'balanced', `reconciliation of WeChat Pay (${String(balanced.reason)})`);
  tell(`Statement of WeChat Pay for ${wechatDay}: fetched, parsed, matched without a difference`);
  await sandboxPost(sandboxUrl, 'faults', {
    channel: 'alipay',
    target: 'statement',
    kind: 'alter_amount',
    out_trade_no: spoiledTradeNo,
  });
  tell(`The sandbox was told to spoil the statement of Alipay: another amount for ${spoiledTradeNo}`);
  const spoiled = await runReconciliation(portal, 'alipay', alipayDay);
  const found = await portal.get(`/v1/reconciliations/${String(spoiled.id)}/differences`);
  const differences = found.data as Json[];
  expectEqual(spoiled.status, 'differences', `reconciliation of Alipay (${String(spoiled.reason)})`);
  expectEqual(
    differences.map(({ type, out_trade_no: no }) => `${String(type)} ${String(no)}`).join(),
    `amount_mismatch ${spoiledTradeNo}`,
    'differences',
  );
  tell(`Statement of Alipay for ${alipayDay}: exactly the planted difference was found`);
  return { balanced, spoiled, differences };
}

async function runReconciliation(
  portal: Portal,
  channel: string,
  businessDay: string | undefined,
): Promise<Json> {
  const run = await portal.post('/v1/reconciliations', { channel, business_day: businessDay });
  return waitFor(
    `the reconciliation of ${channel}`,
    () => portal.get(`/v1/reconciliations/${String(run.id)}`),
    ({ status }) => status !== 'queued' && status !== 'waiting',
  );
}

async function sandboxPost(sandboxUrl: string, path: string, body: Json): Promise<Json> {
  const response = await fetch(`${sandboxUrl}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json = (await response.json()) as Json;
  if (!response.ok) throw new Error(`The sandbox refused ${path}: ${String(json.message)}`);
  return json;
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

const yuan = (fen: unknown): string => `${(Number(fen) / 100).toFixed(2)} yuan`;
