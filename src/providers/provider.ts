import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import type { FundFiles } from './fund-flow';

/**
 * Where the payer is when he pays: `qr` scans a code with another device, `jsapi` is inside the channel's own app,
 * `h5` and `wap` in the browser of a phone, `page` in that of a computer.
 */
export type Scene = 'qr' | 'jsapi' | 'h5' | 'wap' | 'page';

/**
 * What the payer's device must do next: show a code (`content` is its text), go to an address (`content` is it), or
 * call the app that the page runs in (`content` is the JSON of the signed parameters, all text).
 */
export interface PaymentAction {
  type: 'qr_code' | 'redirect' | 'jsapi';
  content: string;
}

/** What the channel must know of the payer in some scenes. */
export interface PayerFacts {
  /** The payer at the channel's app, such as an openid. */
  payerId: string | null;
  payerIp: string | null;
}

/** What a channel says of a scene. */
export interface SceneProfile {
  /** What was opened can be paid no longer than this. */
  lifetimeSeconds: number;
  needs: readonly (keyof PayerFacts)[];
}

export interface CreateOrderRequest {
  outTradeNo: string;
  scene: Scene;
  amountFen: Fen;
  /** Shown in the payer's wallet. */
  description: string;
  notifyUrl: string;
  /** The page to which the payer comes back, where the scene leaves it. */
  returnUrl: string;
  payer: PayerFacts;
  expiresAt: Date;
}

/**
 * What came of asking the channel to open an order. Only `created` may be shown to a payer. `already-paid` and
 * `already-closed` are verified answers about an earlier try with the same number: ask with `queryOrder`.
 */
export type CreateOrderResult =
  | { kind: 'created'; action: PaymentAction }
  | { kind: 'already-paid' }
  | { kind: 'already-closed' };

export interface OrderReference {
  outTradeNo: string;
}

/** A verified statement by the channel that money moved (or will not move any more). */
export interface ChannelFact {
  kind: 'payment_succeeded' | 'payment_closed' | 'refund_succeeded' | 'refund_closed' | 'refund_abnormal';
  /** The channel's own number of the movement; for a refund the channel's refund number or, lacking one, ours. */
  transactionId: string;
  outTradeNo: string;
  /** Only on refund facts. */
  outRefundNo?: string;
  /** Of this movement. Zero on `payment_closed`. Where `isCumulative`, all that went back on the payment so far. */
  amountFen: Fen;
  isCumulative?: boolean;
  /** ISO 4217; anything but CNY is never booked. */
  currency: string;
  /** When the channel says that it happened; decides the business day. */
  occurredAt: Date;
}

/** `not-found`: the channel knows no such order (yet); on some channels that is so until the payer scans. */
export type ChannelOrder =
  | { status: 'not-found' }
  | { status: 'pending' }
  | { status: 'closed' }
  | { status: 'succeeded'; facts: readonly ChannelFact[] };

/** `closed`: can no longer be paid there. `already-paid`: ask with `queryOrder`. */
export type CloseOrderResult = 'closed' | 'not-found' | 'already-paid';

export interface RefundRequest {
  outTradeNo: string;
  outRefundNo: string;
  amountFen: Fen;
  totalFen: Fen;
  reason: string;
  notifyUrl: string;
}

/** `pending` until the channel says otherwise, verified. `not-found` on a query: never accepted. */
export interface ChannelRefund {
  status: 'pending' | 'succeeded' | 'closed' | 'abnormal' | 'not-found';
  /** The channel's refund number, where it gave one. */
  refundId?: string;
  /** When it succeeded. */
  occurredAt?: Date;
}

/** A message as it came in: the exact bytes, header names in lower case. */
export interface RawNotification {
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  receivedAt: Date;
}

/** A verified notification. One message may state several facts. */
export interface ChannelNotification {
  id: string;
  facts: readonly ChannelFact[];
}

/** One row of the channel's daily file, already in our units. Amounts are positive; `kind` gives the direction. */
export interface ChannelStatementLine {
  kind: 'payment' | 'refund';
  /** The channel's number of the movement (of the refund for a refund row). */
  transactionId: string;
  outTradeNo: string;
  /** Only on refund rows. */
  outRefundNo?: string;
  amountFen: Fen;
  /** What the channel charged; negative where it gave a fee back. */
  feeFen: Fen;
  /** What it should have charged by the rate of the contract or of the row; null where no rate is known. */
  feeDueFen: Fen | null;
  status: 'succeeded' | 'pending' | 'failed';
  occurredAt: Date;
}

/** A downloaded daily file, kept on disk until `dispose`. It is proven by its digest and its rows together. */
export interface ChannelStatement {
  /**
   * SHA-256 of the content, in hex: the same file again is the same version. May run while the rows are read.
   * @throws StatementRefused when the file is damaged, or not the one that the channel announced
   */
  digest(): Promise<string>;
  /** The day that the file itself names; null where it names none. */
  day: BusinessDay | null;
  /**
   * The rows in file order, in batches, read from disk as a stream. May be called again.
   * @throws StatementRefused at any point up to the end: only a complete run proves that the totals agree
   */
  lines(): AsyncIterable<readonly ChannelStatementLine[]>;
  dispose(): Promise<void>;
}

/** `empty`: the channel says that there is nothing for that day; `not-ready`: ask again later. */
export type ReadStatementResult =
  | { kind: 'ready'; statement: ChannelStatement }
  | { kind: 'not-ready' }
  | { kind: 'empty' };

/** An HTTP answer that a channel expects to its notification. */
export interface NotificationReply {
  status: number;
  contentType: string | null;
  body: string;
}

/** The channel's own app, and how a page that is open in it calls it. */
export interface OwnApp {
  userAgentWord: string;
  scene: Scene;
  /** For the scene `jsapi`: `window[object].invoke(method, action, done)`. */
  bridge?: { object: string; method: string };
}

/** What a channel allows of refunds. */
export interface RefundRules {
  /** Days after the payment in which the channel gives money back. */
  windowDays: number;
  /** Refunds of one payment; null where the channel sets no limit. */
  maxPerPayment: number | null;
  /** Between two refunds of one payment. */
  spacingSeconds: number;
}

/** Facts about a channel that the rest of the product needs, as data. */
export interface ProviderProfile {
  /** The channel's name in the API and in the database. */
  code: string;
  nameZh: string;
  nameEn: string;
  scenes: Readonly<Partial<Record<Scene, SceneProfile>>>;
  /** The scene for a citizen whose phone has our page open in its browser. */
  phoneScene: Scene;
  /** The same inside the channel's own app, whose browser names itself by this word. */
  ownApp: OwnApp;
  /** Beijing time 'HH:mm' from which yesterday's statement may be fetched. */
  statementReadyAt: string;
  /** Where the channel's order does not exist before the payer scans, not-found does not mean lost. */
  orderExistsBeforeScan: boolean;
  refunds: RefundRules;
  replies: { accepted: NotificationReply; refused: NotificationReply; unavailable: NotificationReply };
}

/** How the payer in the channel's own app is known, where its scene needs that. */
export interface PayerIdentification {
  /** The channel's page that sends the payer's browser back to `returnUrl`, with `code` and `state` added to it. */
  addressOf(returnUrl: string, state: string): string;
  /** The payer's id at the channel. @throws ProviderRejected for a code that is wrong, old or used */
  readPayerId(code: string): Promise<string>;
}

/**
 * The port: one payment channel. All answers are verified; all methods throw only
 * `ProviderUnavailable`, `ProviderRejected`, `OutcomeUnknown`, `NotificationRefused` or `StatementRefused`.
 * An answer that is missing, unsigned or badly signed is `OutcomeUnknown` where the call may have had an effect.
 */
export interface Provider {
  readonly profile: ProviderProfile;
  /** Null where no scene of the channel needs it, or where it is not configured. */
  readonly identification: PayerIdentification | null;
  /** What moved on the merchant's account at the channel; null where it has no such file. */
  readonly funds: FundFiles | null;
  /** Idempotent for the same request: the same number may be sent again after an unknown outcome. */
  createOrder(request: CreateOrderRequest): Promise<CreateOrderResult>;
  queryOrder(order: OrderReference): Promise<ChannelOrder>;
  closeOrder(order: OrderReference): Promise<CloseOrderResult>;
  /** Idempotent: the same number and amount sent again move nothing more and tell how it stands. */
  refundOrder(request: RefundRequest): Promise<ChannelRefund>;
  queryRefund(refund: { outTradeNo: string; outRefundNo: string }): Promise<ChannelRefund>;
  /** @throws NotificationRefused when the message is not authentic, not for us or not understood */
  readNotification(raw: RawNotification): Promise<ChannelNotification>;
  /** @throws StatementRefused when the file is too large or of an unknown form */
  readStatement(day: BusinessDay): Promise<ReadStatementResult>;
  /**
   * The same file as a person brought it, checked by all that is in it. It lies at this path until `dispose`.
   * @throws StatementRefused when the file is too large or of an unknown form; then it is gone
   */
  openStatement(path: string): Promise<ChannelStatement>;
}

/** The configured channels, by code. */
export type Providers = ReadonlyMap<string, Provider>;
