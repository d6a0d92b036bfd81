import { formatYuan } from '../kernel/money';
import type { Fen } from '../kernel/money';

/** Why money goes back without a person having asked: what the wallet of its payer says, and the same in English. */
const REASONS = {
  order_paid_already: [
    '订单已支付，重复款项退回',
    'The order was paid already: the second payment goes back',
  ],
  fine_paid_already: ['罚款已缴清，重复款项退回', 'The fine was paid already: the second payment goes back'],
  order_closed: ['订单已关闭，款项退回', 'The order was closed: the money goes back'],
  order_expired: ['订单已过期，款项退回', 'The order had run out: the money goes back'],
  paid_elsewhere: [
    '罚款已在别处缴清，重复款项退回',
    'The fine was paid somewhere else: the second payment goes back',
  ],
  revoked: ['处罚决定已撤销，罚款退回', 'The decision was revoked: the fine goes back'],
  reduced: [
    '处罚决定已变更为{}元，多缴款项退回',
    'The fine was reduced to ¥{}: what was paid beyond goes back',
  ],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

type AutomaticReason = keyof typeof REASONS;

/** What the payer reads in the wallet. @param toFen what a fine was reduced to */
export function walletText(reason: AutomaticReason, toFen: Fen = 0n): string {
  return REASONS[reason][0].replace('{}', formatYuan(toFen));
}

/**
 * The English of a text that `walletText` wrote; null: a person did. A refund keeps the text that its payer was told,
 * and no code, so that it is known by that.
 */
export function walletTextInEnglish(text: string): string | null {
  for (const [zh, en] of Object.values(REASONS)) {
    const [before = '', after] = zh.split('{}');
    const amount = text.slice(before.length, text.length - (after ?? '').length);
    if (after === undefined ? text === zh : isYuan(amount) && text === before + amount + after)
      return en.replace('{}', amount);
  }
  return null;
}

const isYuan = (text: string): boolean => /^\d+\.\d{2}$/.test(text);
