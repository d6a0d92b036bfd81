import { flipBase64, forgeryOf, type Chance, type ForgeryKind, type Forging } from './forgery';

interface Resource {
  ciphertext: string;
  nonce: string;
  associated_data: string;
}

/** What was sealed is spoilt, and the whole then signed with the channel's own key. */
const resealed = (spoil: (resource: Resource, chance: Chance) => Partial<Resource>) => (forging: Forging) => {
  const envelope = JSON.parse(forging.messages.wechatPayment(forging.paymentId).body) as {
    resource: Resource;
  };
  const resource = { ...envelope.resource, ...spoil(envelope.resource, forging.chance) };
  return forgeryOf(forging.messages.signedWechat(JSON.stringify({ ...envelope, resource })));
};

/** A content that the channel's own key signed, and that must not be believed all the same. */
const content =
  (fields: (chance: Chance) => object) =>
  ({ messages, paymentId, chance }: Forging) =>
    forgeryOf(messages.wechatPayment(paymentId, fields(chance) as Record<string, unknown>));

const AMOUNTS = ['12000', 12_000.5, -12_000, 0, 1e21, 1e-7, null, [12_000], { total: 12_000 }, true, 2 ** 53];

/** Messages that WeChat Pay's own key signed, and whose content must not be believed all the same. */
export const wechatContents: readonly ForgeryKind[] = [
  {
    name: 'a foreign API key',
    forge: ({ messages, paymentId, chance }) =>
      forgeryOf(messages.wechatPayment(paymentId, {}, { apiV3Key: chance.text(32) })),
  },
  {
    name: 'a cut ciphertext',
    forge: resealed(({ ciphertext }, chance) => {
      const bytes = Buffer.from(ciphertext, 'base64');
      return { ciphertext: bytes.subarray(0, chance.below(bytes.length)).toString('base64') };
    }),
  },
  {
    name: 'an altered ciphertext or tag',
    forge: resealed(({ ciphertext }, chance) => ({ ciphertext: flipBase64(ciphertext, chance) })),
  },
  {
    name: 'another context',
    forge: resealed((_, chance) => ({
      associated_data: chance.pick(['', 'refund', 'Transaction', chance.text(9)]),
    })),
  },
  {
    name: 'another nonce of the ciphertext',
    forge: resealed((_, chance) => ({ nonce: chance.text(1 + chance.below(64)) })),
  },
  {
    name: 'another app or merchant',
    forge: content((chance) => ({
      [chance.pick(['appid', 'mchid'])]: chance.pick([chance.text(12), null, 1, ['x'], '', undefined]),
    })),
  },
  { name: 'a sub-merchant', forge: content((chance) => ({ sub_mchid: chance.text(10, '0123456789') })) },
  {
    name: 'an amount that is none',
    forge: content((chance) => ({
      amount: chance.pick([null, [], 'CNY', {}, { total: chance.pick(AMOUNTS), currency: 'CNY' }]),
    })),
  },
  {
    name: 'a state that is not success',
    forge: content((chance) => ({
      trade_state: chance.pick(['NOTPAY', 'REFUND', 'success', 'SUCCESS ', '', null, ['SUCCESS'], 1]),
    })),
  },
  {
    name: 'an event that does not fit its content',
    forge: ({ messages, paymentId, chance }) =>
      forgeryOf(
        messages.wechatPayment(
          paymentId,
          {},
          {
            event: chance.pick([
              'REFUND.SUCCESS',
              'REFUND.CLOSED',
              'TRANSACTION.CLOSED',
              '__proto__',
              chance.text(8),
            ]),
          },
        ),
      ),
  },
];
