import { nameIn } from '../../kernel/language';
import type { Fen } from '../../kernel/money';
import type { VNode } from 'preact';
import type { CatalogueNames } from '../../affairs/affair';
import { formatBeijing } from '../../kernel/business-day';
import type { ProviderProfile } from '../../providers/provider';
import { formatAmount, formatClock, formatRemaining } from '../shared/formats';
import type { Language } from '../shared/language';
import type { Frame } from '../shared/layout.page';
import { agenciesOf } from './cashier';
import type { CashierView } from './cashier';
import type { CashierNote, CashierTexts } from './texts';

/** What the parts of a cashier page share. */
export interface CashierProps {
  frame: Frame;
  view: CashierView;
  texts: CashierTexts;
  names: CatalogueNames;
  /** Those that are configured. */
  channels: readonly ProviderProfile[];
  /** Whether a channel cannot be reached at the moment: then it is not offered. */
  isAway(channel: string): boolean;
  /** What the browser says of itself. */
  userAgent: string;
  note: CashierNote | undefined;
  /** The channel whose QR code was asked for. */
  asked: string | undefined;
  /** Of the receipts, once they are issued. */
  receiptToken: string | undefined;
  /** What a late payment left open and is open still. */
  restFen: Fen;
  /** Where a phone opens this page; it says which language it speaks. */
  publicAddress: string;
  /** Whether fines can be found here. */
  hasLookup: boolean;
}

/** The name of the channel of the payment that the page is about; a channel may have been removed since. */
export function channelName({
  frame,
  view,
  channels,
}: Pick<CashierProps, 'frame' | 'view' | 'channels'>): string {
  const code = view.payment?.channel ?? '';
  const profile = channels.find((channel) => channel.code === code);
  return profile ? nameIn(frame.language, profile) : code;
}

/** "Pay before 14:32 (12 min left)", by the server's clock. */
export function deadlineText({
  language,
  view,
  texts,
}: Pick<CashierProps, 'view' | 'texts'> & { language: Language }): string {
  const time = texts.payBefore(formatClock(view.deadline, view.now, language));
  const remaining = formatRemaining(view.deadline, view.now, language);
  if (remaining === null) return time;
  return language === 'en' ? `${time} (${remaining})` : `${time}（${remaining}）`;
}

/** How much, to whom and until when. */
export function AmountDue(props: CashierProps): VNode {
  const { frame, view, texts, names } = props;
  const agencies = agenciesOf(view.order, names).map((agency) => nameIn(frame.language, agency));
  return (
    <>
      <p class="amount">{formatAmount(view.order.amountFen)}</p>
      <p>{texts.payTo(agencies)}</p>
      <p>
        <time id="deadline" dateTime={formatBeijing(view.deadline)}>
          {deadlineText({ ...props, language: frame.language })}
        </time>
      </p>
    </>
  );
}
