import { constants, sign, type KeyObject, type SignKeyObjectInput } from 'node:crypto';
import { formOf } from '../messages';
import { alipayContents } from './alipay-contents';
import {
  brokenSignature,
  falselyCompressed,
  flipBase64,
  foreignKey,
  forgeryOf,
  oversized,
  strangeBody,
  type Chance,
  type ForgeryKind,
  type Forging,
} from './forgery';

type Pairs = [string, string][];

const genuine = ({ messages, paymentId }: Forging): Pairs => [
  ...new URLSearchParams(messages.alipay(paymentId).body),
];

const set = (pairs: Pairs, name: string, value: string): Pairs =>
  pairs.map(([known, old]) => [known, known === name ? value : old]);
const without = (pairs: Pairs, ...names: string[]): Pairs => pairs.filter(([name]) => !names.includes(name));
const valueOf = (pairs: Pairs, name: string): string => pairs.find(([known]) => known === name)?.[1] ?? '';

/** The genuine form, changed after it was signed. */
const form = (forged: (pairs: Pairs, forging: Forging) => Pairs) => (forging: Forging) =>
  forgeryOf(formOf(forged(genuine(forging), forging)));

const field = (name: string, forged: (value: string, forging: Forging) => string) =>
  form((pairs, forging) => set(pairs, name, forged(valueOf(pairs, name), forging)));

/** The text of the form, changed after it was signed. */
const text = (forged: (body: string, forging: Forging) => string) => (forging: Forging) => {
  const message = forging.messages.alipay(forging.paymentId);
  return forgeryOf({ ...message, body: forged(message.body, forging) });
};

type Key = KeyObject | SignKeyObjectInput;

/** The form signed anew in another way than Alipay signs. */
const signedBy = (
  algorithm: (chance: Chance) => string,
  key: (forging: Forging) => Key,
  isTypeSigned = false,
) =>
  form((pairs, forging) => {
    const signed = without(pairs, 'sign', ...(isTypeSigned ? [] : ['sign_type']));
    const joined = signed.sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join('='));
    const signature = sign(algorithm(forging.chance), Buffer.from(joined.join('&')), key(forging));
    return set(pairs, 'sign', signature.toString('base64'));
  });

const anyField = (pairs: Pairs, chance: Chance): [string, string] =>
  chance.pick(without(pairs, 'sign', 'sign_type'));

const OTHER_NAMES = [
  'total_amount[]',
  'total_amount[0]',
  '__proto__[sign_type]',
  'constructor.prototype.x',
  'Total_Amount',
  'total_amount ',
  '\u0000sign',
];

const ownKey = ({ messages }: Forging): KeyObject => messages.keys.alipay.privateKey;

const ofSignature: ForgeryKind[] = [
  {
    name: 'a foreign key',
    forge: signedBy(
      () => 'sha256',
      () => foreignKey,
    ),
  },
  {
    name: 'the key of the other channel',
    forge: signedBy(
      () => 'sha256',
      ({ messages }) => messages.keys.wechat.privateKey,
    ),
  },
  {
    name: 'a weaker or other algorithm under the name of the right one',
    forge: signedBy((chance) => chance.pick(['sha1', 'md5', 'sha512', 'sha384']), ownKey),
  },
  {
    name: 'another padding',
    forge: signedBy(
      () => 'sha256',
      (forging) => ({ key: ownKey(forging), padding: constants.RSA_PKCS1_PSS_PADDING }),
    ),
  },
  { name: 'a signature over its own type', forge: signedBy(() => 'sha256', ownKey, true) },
  {
    name: 'SHA-1 that it says it is',
    forge: (forging) => {
      const forgery = signedBy(() => 'sha1', ownKey)(forging);
      return { ...forgery, body: String(forgery.body).replace('sign_type=RSA2', 'sign_type=RSA') };
    },
  },
  {
    name: 'a type of signature that there is not',
    forge: field('sign_type', (_, { chance }) =>
      chance.pick([
        'RSA',
        'rsa2',
        'none',
        '',
        'evil',
        'constructor',
        '__proto__',
        'HMAC',
        'MD5',
        'RSA2 ',
        'RSA2,RSA',
      ]),
    ),
  },
  {
    name: 'no signature, or no type of it',
    forge: form((pairs, { chance }) => without(pairs, chance.pick(['sign', 'sign_type']))),
  },
  { name: 'a broken signature', forge: field('sign', (value, { chance }) => brokenSignature(value, chance)) },
  { name: 'an altered signature', forge: field('sign', (value, { chance }) => flipBase64(value, chance)) },
  {
    name: 'the signature of another message',
    forge: field('sign', (_, forging) => valueOf(genuine(forging), 'sign')),
  },
];

const ofForm: ForgeryKind[] = [
  {
    name: 'another amount than was signed',
    forge: field('total_amount', (_, { chance }) => `${1 + chance.below(9_999)}.01`),
  },
  {
    name: 'any other value than was signed',
    forge: form((pairs, { chance }) => {
      const [name, value] = anyField(pairs, chance);
      return set(pairs, name, `${value}${chance.text(1 + chance.below(5))}`);
    }),
  },
  {
    name: 'a field that was not signed',
    forge: form((pairs, { chance }) => [
      ...pairs,
      [chance.pick(['refund_fee', 'gmt_refund', 'trans_currency', chance.text(8)]), chance.text(4)],
    ]),
  },
  {
    name: 'a signed field left out',
    forge: form((pairs, { chance }) => without(pairs, anyField(pairs, chance)[0])),
  },
  {
    name: 'a field that comes twice',
    forge: form((pairs, { chance }) => {
      const [name, value] = chance.pick(pairs);
      const twin: [string, string] = [name, chance.pick([value, '', chance.text(5)])];
      return chance.below(2) === 0 ? [...pairs, twin] : [twin, ...pairs];
    }),
  },
  {
    name: 'a name with a trick',
    forge: form((pairs, { chance }) => [...pairs, [chance.pick(OTHER_NAMES), '120.00']]),
  },
  { name: 'values that are encoded twice', forge: text((body) => body.replaceAll('%', '%25')) },
  {
    name: 'separators that are none',
    forge: text((body, { chance }) => body.replaceAll('&', chance.pick([';', '&amp;', '\n', '%26']))),
  },
  {
    name: 'two fields sewn together',
    forge: form((pairs, { chance }) => {
      const [name] = anyField(without(pairs, 'total_amount'), chance);
      const sewn = `${valueOf(pairs, name)}&total_amount=${valueOf(pairs, 'total_amount')}`;
      return set(without(pairs, 'total_amount'), name, sewn);
    }),
  },
  {
    name: 'bytes that are no text',
    forge: text((body, { chance }) =>
      body.replace('subject=', `subject=${chance.pick(['%00', '%ff%fe', '%c0%ae', '%'])}`),
    ),
  },
  { name: 'a cut body', forge: text((body, { chance }) => body.slice(0, chance.below(body.length - 20))) },
  {
    name: 'the fields as JSON',
    forge: (forging) => ({
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(Object.fromEntries(genuine(forging))),
    }),
  },
  { name: 'no form at all', forge: ({ chance }) => strangeBody(chance) },
  {
    name: 'more than is read',
    forge: (forging) => oversized(forgeryOf(formOf(genuine(forging))), forging.chance),
  },
  {
    name: 'a compression that is none',
    forge: (forging) => falselyCompressed(forgeryOf(formOf(genuine(forging))), forging.chance),
  },
  {
    name: 'a message of the other channel',
    forge: ({ messages, paymentId }) => forgeryOf(messages.wechatPayment(paymentId)),
  },
];

/** Ways to forge a message of Alipay. */
export const alipayKinds: readonly ForgeryKind[] = [...ofSignature, ...ofForm, ...alipayContents];
