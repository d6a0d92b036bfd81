import { forgeryOf, type Chance, type ForgeryKind, type Forging } from './forgery';

/** A content that Alipay's own key signed, and that must not be believed all the same. */
const content =
  (fields: (chance: Chance) => Record<string, string | undefined>) =>
  ({ messages, paymentId, chance }: Forging) =>
    forgeryOf(messages.alipay(paymentId, fields(chance)));

const AMOUNTS = [
  '1e2',
  '120.0.0',
  '-120.00',
  '120,00',
  'NaN',
  '0.00',
  '120.001',
  '１２０.00',
  ' 120.00',
  '0x78',
  '120.00元',
  'Infinity',
  '+120.00',
];
/** Messages that Alipay's own key signed, and whose content must not be believed all the same. */
export const alipayContents: readonly ForgeryKind[] = [
  {
    name: 'another app or seller',
    forge: content((chance) => ({
      [chance.pick(['app_id', 'seller_id'])]: chance.pick([
        chance.text(16, '0123456789'),
        undefined,
        '__proto__',
      ]),
    })),
  },
  {
    name: 'a character set that hides its bytes',
    forge: content((chance) => ({
      charset: chance.pick(['gbk', 'gb18030', 'utf-16', 'utf-7', 'latin1', undefined]),
    })),
  },
  {
    name: 'an amount that is none',
    forge: content((chance) => ({ total_amount: chance.pick([...AMOUNTS, undefined]) })),
  },
  {
    name: 'a status that there is not',
    forge: content((chance) => ({
      trade_status: chance.pick([
        'trade_success',
        'SUCCESS',
        'TRADE_SUCCESS ',
        'TRADE_PENDING',
        undefined,
        chance.text(9),
      ]),
    })),
  },
  {
    name: 'a refund greater than the payment',
    forge: content((chance) => ({ refund_fee: `${121 + chance.below(9_999)}.00` })),
  },
  {
    name: 'a time that is none',
    forge: content((chance) => ({
      gmt_payment: chance.pick([
        '2026-13-01 00:00:00',
        '2026-02-30 00:00:00',
        'now',
        '0',
        '2026-11-24T00:00:00Z',
      ]),
    })),
  },
  {
    name: 'numbers that are too long',
    forge: content((chance) => ({
      [chance.pick(['trade_no', 'notify_id'])]: chance.text(129 + chance.below(5_000)),
    })),
  },
];
