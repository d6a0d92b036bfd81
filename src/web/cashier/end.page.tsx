import type { VNode } from 'preact';
import { outstandingOf } from '../../orders/order';
import { CITIZEN_ID } from '../../services/service';
import { formatAmount } from '../shared/formats';
import { ResultMark } from '../shared/result-mark.page';
import type { Tone } from '../shared/result-mark.page';
import type { CashierState, HeldMoney } from './cashier';
import type { CashierProps } from './parts.page';
import { CheckButton, Note, Standing } from './open-order.page';
import type { CashierTexts, HeldReason } from './texts';

const TONES: Readonly<Partial<Record<CashierState, Tone>>> = {
  paid: 'good',
  partially_refunded: 'good',
  refunded: 'good',
  checking: 'attention',
  held: 'attention',
};

type Props = CashierProps & { title: string };

/** An order that can no longer be paid: whether money was taken, and what to do now. */
export function EndOfOrder(props: Props): VNode {
  const { view, texts, title } = props;
  const { state, returns } = view;
  const amount = formatAmount(view.order.amountFen);
  const end = state === 'choose' || state === 'scan' || state === 'held' ? null : texts.ends[state];
  return (
    <div class="result">
      <ResultMark tone={TONES[state] ?? 'neutral'} />
      <h1>{title}</h1>
      <p class="quiet">{texts.orderAmount}</p>
      <p class="amount">{amount}</p>
      {end && <p class="lead">{end.money(amount, formatAmount(returns.backFen))}</p>}
      {returns.goingFen > 0n && <p>{texts.refundGoing(formatAmount(returns.goingFen))}</p>}
      {end && <WhatNext {...props} next={end.next} />}
      {view.held.map((money) => (
        <Held texts={texts} money={money} isBesides={end !== null} key={money.payment.id} />
      ))}
      {state === 'checking' && <StillChecking {...props} />}
      <ReceiptLink {...props} />
      <BackLink {...props} />
    </div>
  );
}

function WhatNext(props: Props & { next: string }): VNode {
  const { order, state } = props.view;
  if (state === 'paid' && outstandingOf(order) > 0n) return <Rest {...props} />;
  if (state === 'closed' && order.reason === 'fine_changed') return <FineChanged {...props} />;
  if (isOver(state) && order.serviceId === CITIZEN_ID) return <LookUpAgain {...props} />;
  return <p>{props.next}</p>;
}

const isOver = (state: CashierState): boolean => state === 'closed' || state === 'expired';

/** Ordered by the citizen, who came from no other site. */
function LookUpAgain({ frame, texts }: Props): VNode {
  return (
    <p>
      <a href={`/fines?lang=${frame.language}`}>{texts.lookUpAgain}</a>
    </p>
  );
}

/** What is owed now is another amount, or nothing: the register of the city knows. */
function FineChanged({ frame, texts, hasLookup, next }: Props & { next: string }): VNode {
  return (
    <>
      <p>{texts.fineChanged}</p>
      <p>{hasLookup ? <a href={`/fines?lang=${frame.language}`}>{texts.lookUpAgain}</a> : next}</p>
    </>
  );
}

/** What was open when the money came: how much of it still is, and how to pay it. */
function Rest({ frame, texts, restFen, hasLookup }: Props): VNode {
  if (restFen <= 0n) return <p>{texts.restPaid}</p>;
  return (
    <>
      <p>{texts.outstanding(formatAmount(restFen))}</p>
      <p>{hasLookup ? <a href={`/fines?lang=${frame.language}`}>{texts.payRest}</a> : texts.askPayee}</p>
    </>
  );
}

/** To the receipts; they are issued a moment after the money is booked, and an old page does not know it. */
function ReceiptLink({ frame, view, texts, receiptToken }: Props): VNode | null {
  if (receiptToken === undefined) return view.state === 'paid' ? <p>{texts.receiptSoon}</p> : null;
  return (
    <p>
      <a class="button primary" href={`/receipts/${receiptToken}?lang=${frame.language}`}>
        {texts.receipt}
      </a>
    </p>
  );
}

function StillChecking(props: Props): VNode {
  return (
    <>
      <Note {...props} />
      <Standing {...props}>{props.texts.standing.checking}</Standing>
      <CheckButton {...props}>{props.texts.checkNow}</CheckButton>
    </>
  );
}

interface HeldProps {
  texts: CashierTexts;
  money: HeldMoney;
  /** Beside an end of the order that says something else. */
  isBesides: boolean;
}

/** Money that was taken and could not pay this order. */
function Held({ texts, money: { payment, standing }, isBesides }: HeldProps): VNode {
  const reason = texts.heldReasons[reasonOf(payment.reason)];
  // The payment tells what was asked for; where that is not what came, the sum is not named.
  const money =
    payment.reason === 'amount_mismatch'
      ? texts.heldMoneyUnknown(reason)
      : texts.heldMoney(formatAmount(payment.amountFen), reason);
  return (
    <div class={isBesides ? 'note held' : 'held'}>
      {isBesides && <h2>{texts.heldBesides}</h2>}
      <p class={isBesides ? undefined : 'lead'}>{money}</p>
      <p>{texts.heldNext[standing]}</p>
    </div>
  );
}

const REASONS: ReadonlySet<string> = new Set<HeldReason>([
  'amount_mismatch',
  'order_paid_already',
  'fine_paid_already',
  'order_closed',
  'order_expired',
]);

function reasonOf(code: string | null): HeldReason {
  return code !== null && REASONS.has(code) ? (code as HeldReason) : 'other';
}

/** Back to where the order was made; only to an address of the web. */
function BackLink({ view, texts }: Props): VNode | null {
  const { returnUrl } = view.order;
  if (view.state === 'checking' || returnUrl === null || !URL.canParse(returnUrl)) return null;
  const { protocol, host } = new URL(returnUrl);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return (
    <p>
      <a class="button secondary" href={returnUrl} rel="noreferrer">
        {texts.backTo(host)}
      </a>
    </p>
  );
}
