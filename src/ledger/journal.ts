import { businessDayOf } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import type { Fen } from '../kernel/money';

export type AccountKind =
  | 'clearing'
  | 'payable'
  | 'suspense'
  | 'fee_expense'
  | 'bank'
  | 'bank_charge'
  | 'difference'
  | 'write_off';

/** An account is known by its code; the parts are in it. */
export interface Account {
  code: string;
  kind: AccountKind;
  nameZh: string;
  nameEn: string;
  channel: string | null;
  agencyCode: string | null;
  incomeItemCode: string | null;
}

export type JournalKind =
  | 'collection'
  | 'suspense'
  | 'claim'
  | 'refund'
  | 'channel_refund'
  | 'fee'
  | 'adjustment'
  | 'write_off'
  | 'reversal'
  | 'bank_credit'
  | 'bank_charge'
  | 'bank_interest'
  | 'remittance';

/** Money moving once: `debit` and `credit` are account codes, the amount is positive. */
export interface Posting {
  debit: string;
  credit: string;
  amountFen: Fen;
}

export interface Journal {
  id: string;
  kind: JournalKind;
  businessDay: BusinessDay;
  occurredAt: Date;
  /** What caused it, once and only once: the fence against booking a thing twice. */
  source: string;
  orderId: string | null;
  postings: readonly Posting[];
}

/** What the channel holds for us. */
export const clearingAccount = (channel: string): string => `clearing:${channel}`;
/** What arrived on the channel and fits no order. */
export const suspenseAccount = (channel: string): string => `suspense:${channel}`;
/** What the channel charged. */
export const feeExpenseAccount = (channel: string): string => `fee_expense:${channel}`;
/** What has reached the clearing bank. */
export const BANK_ACCOUNT = 'bank';
/** What the bank charged for the account: an expense of whoever runs the gateway. */
export const BANK_CHARGE_ACCOUNT = 'bank_charge';
/** What the channel and we do not agree about, until it is cleared up. */
export const differenceAccount = (channel: string): string => `difference:${channel}`;
/** What is given up since it is not worth the work. */
export const writeOffAccount = (channel: string): string => `write_off:${channel}`;
/** What is owed to an agency for one of its income items. */
export const payableAccount = (agencyCode: string, incomeItemCode: string): string =>
  `payable:${agencyCode}:${incomeItemCode}`;

/** What happened at a channel, as far as the ledger cares. */
export interface ChannelMovement {
  channel: string;
  transactionId: string;
  amountFen: Fen;
  occurredAt: Date;
  orderId: string | null;
}

/** What is owed to whom. */
interface PayableItem {
  agencyCode: string;
  incomeItemCode: string;
  amountFen: Fen;
}

/** Money for an order: owed to the agencies whose items were paid. The items must add up to the amount. */
export function collectionJournal(movement: ChannelMovement, items: readonly PayableItem[]): Journal {
  return journalOf(movement, {
    kind: 'collection',
    source: `${movement.channel}:payment:${movement.transactionId}`,
    postings: items.map((item) => ({
      debit: clearingAccount(movement.channel),
      credit: payableAccount(item.agencyCode, item.incomeItemCode),
      amountFen: item.amountFen,
    })),
  });
}

/** Money that arrived and fits no order. */
export function suspenseJournal(movement: ChannelMovement): Journal {
  return journalOf(movement, {
    kind: 'suspense',
    source: `${movement.channel}:payment:${movement.transactionId}`,
    postings: [
      {
        debit: clearingAccount(movement.channel),
        credit: suspenseAccount(movement.channel),
        amountFen: movement.amountFen,
      },
    ],
  });
}

/** Money that waited in suspense and was found to be for an order: booked when that was decided. */
export function claimJournal(
  { channel, transactionId }: Pick<ChannelMovement, 'channel' | 'transactionId'>,
  { id, items }: { id: string; items: readonly PayableItem[] },
  at: Date,
): Journal {
  return {
    id: newId('jrn', at),
    kind: 'claim',
    businessDay: businessDayOf(at),
    occurredAt: at,
    source: `claim:${channel}:${transactionId}`,
    orderId: id,
    postings: items.map((item) => ({
      debit: suspenseAccount(channel),
      credit: payableAccount(item.agencyCode, item.incomeItemCode),
      amountFen: item.amountFen,
    })),
  };
}

/** Money that went back by the channel for a refund of ours: what each agency is owed becomes less by its part. */
export function refundJournal(movement: ChannelMovement, parts: readonly PayableItem[]): Journal {
  return journalOf(movement, {
    kind: 'refund',
    source: `${movement.channel}:refund:${movement.transactionId}`,
    postings: parts.map((part) => ({
      debit: payableAccount(part.agencyCode, part.incomeItemCode),
      credit: clearingAccount(movement.channel),
      amountFen: part.amountFen,
    })),
  });
}

/** The same of money that never came to an order. */
export function suspenseRefundJournal(movement: ChannelMovement): Journal {
  return { ...channelRefundJournal(movement), kind: 'refund' };
}

/** A refund that was paid out by bank: the channel keeps what it holds for us. */
export function bankRefundJournal(refundId: string, byChannel: Journal): Journal {
  const postings = byChannel.postings.map((posting) => ({ ...posting, credit: BANK_ACCOUNT }));
  return { ...byChannel, source: `bank:refund:${refundId}`, postings };
}

/** Money that the channel gave back without our asking: it has to be explained, so it waits in suspense. */
export function channelRefundJournal(movement: ChannelMovement): Journal {
  return journalOf(movement, {
    kind: 'channel_refund',
    source: `${movement.channel}:refund:${movement.transactionId}`,
    postings: [
      {
        debit: suspenseAccount(movement.channel),
        credit: clearingAccount(movement.channel),
        amountFen: movement.amountFen,
      },
    ],
  });
}

/** Money that the bank paid on from what was collected: that much less is owed. */
export function remittanceJournal(
  { id, destination }: { id: string; destination: string },
  items: readonly PayableItem[],
  at: Date,
): Journal {
  return {
    ...{ id: newId('jrn', at), kind: 'remittance', businessDay: businessDayOf(at), occurredAt: at },
    source: `remittance:${destination}:${id}`,
    orderId: null,
    postings: items.map((item) => ({
      debit: payableAccount(item.agencyCode, item.incomeItemCode),
      credit: BANK_ACCOUNT,
      amountFen: item.amountFen,
    })),
  };
}

function journalOf(
  { occurredAt, orderId }: ChannelMovement,
  parts: Pick<Journal, 'kind' | 'source' | 'postings'>,
): Journal {
  return {
    ...parts,
    id: newId('jrn', occurredAt),
    businessDay: businessDayOf(occurredAt),
    occurredAt,
    orderId,
  };
}

/** What each kind of account is called. */
export const KIND_NAMES: Readonly<Record<AccountKind, [zh: string, en: string]>> = {
  clearing: ['渠道清算', 'Channel clearing'],
  payable: ['应缴', 'Payable'],
  suspense: ['待查收入', 'Suspense'],
  fee_expense: ['渠道手续费', 'Channel fees'],
  bank: ['清算银行', 'Clearing bank'],
  bank_charge: ['银行收费', 'Bank charges'],
  difference: ['对账差异', 'Reconciliation differences'],
  write_off: ['核销', 'Written off'],
};

/** An account as its code describes it. */
export function accountOf(code: string): Account {
  const [kind = '', first = null, second = null] = code.split(':');
  const [zh, en] = KIND_NAMES[kind as AccountKind];
  const owner = [first, second].filter((part) => part !== null).join(' ');
  const isPayable = kind === 'payable';
  return {
    code,
    kind: kind as AccountKind,
    nameZh: owner ? `${zh} ${owner}` : zh,
    nameEn: owner ? `${en} ${owner}` : en,
    channel: isPayable ? null : first,
    agencyCode: isPayable ? first : null,
    incomeItemCode: isPayable ? second : null,
  };
}
