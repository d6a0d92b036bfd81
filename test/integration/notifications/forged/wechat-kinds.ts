import { constants, sign } from 'node:crypto';
import type { Message } from '../messages';
import { wechatContents } from './wechat-contents';
import {
  brokenSignature,
  falselyCompressed,
  flipBase64,
  foreignKey,
  forgeryOf,
  headerOf,
  oversized,
  strangeBody,
  withHeader,
  type ForgeryKind,
  type Forging,
} from './forgery';

const SIGNATURE = 'wechatpay-signature';
const SERIAL = 'wechatpay-serial';
const TIMESTAMP = 'wechatpay-timestamp';
const NONCE = 'wechatpay-nonce';

const genuine = ({ messages, paymentId }: Forging): Message => messages.wechatPayment(paymentId);

/** The genuine message with its header changed; everything that is signed but the header stays. */
const header =
  (name: string, forged: (value: string, forging: Forging) => string | null) => (forging: Forging) => {
    const forgery = forgeryOf(genuine(forging));
    return withHeader(forgery, name, forged(headerOf(forgery, name), forging));
  };

const body = (forged: (text: string, forging: Forging) => string) => (forging: Forging) => {
  const message = genuine(forging);
  return forgeryOf({ ...message, body: forged(message.body, forging) });
};

/** The message signed anew over the text that it has, in another way than WeChat Pay signs. */
const signedBy = (signature: (text: Buffer, forging: Forging) => Buffer) => (forging: Forging) => {
  const forgery = forgeryOf(genuine(forging));
  const text = `${headerOf(forgery, TIMESTAMP)}\n${headerOf(forgery, NONCE)}\n${forgery.body}\n`;
  return withHeader(forgery, SIGNATURE, signature(Buffer.from(text), forging).toString('base64'));
};

function changedByte(text: string, { chance }: Forging): string {
  const at = chance.below(text.length);
  const other = text[at] === 'x' ? 'y' : 'x';
  return text.slice(0, at) + other + text.slice(at + 1);
}

const ofSignature: ForgeryKind[] = [
  {
    name: 'a foreign key under our serial',
    forge: ({ messages, paymentId }) =>
      forgeryOf(messages.wechatPayment(paymentId, {}, { signWith: foreignKey })),
  },
  {
    name: "another merchant's key and serial",
    forge: ({ messages, paymentId, chance }) =>
      forgeryOf(
        messages.wechatPayment(
          paymentId,
          {},
          { signWith: foreignKey, serial: `PUB_KEY_ID_01${chance.text(30, '0123456789')}` },
        ),
      ),
  },
  {
    name: 'a weaker or other algorithm',
    forge: signedBy((text, { messages, chance }) =>
      sign(chance.pick(['sha1', 'md5', 'sha512', 'sha384']), text, messages.keys.wechat.privateKey),
    ),
  },
  {
    name: 'another padding',
    forge: signedBy((text, { messages }) =>
      sign('sha256', text, {
        key: messages.keys.wechat.privateKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
      }),
    ),
  },
  {
    name: 'the key of the other channel',
    forge: signedBy((text, { messages }) => sign('sha256', text, messages.keys.alipay.privateKey)),
  },
  {
    name: 'the serial of our other key',
    forge: header(SERIAL, (_, { messages }) => messages.keys.identity.wechatPlatformSerialNo),
  },
  {
    name: 'a serial that nobody knows',
    forge: header(SERIAL, (_, { chance }) => chance.text(40, '0123456789ABCDEF')),
  },
  {
    name: 'a serial that is the name of something else',
    forge: header(SERIAL, (_, { chance }) =>
      chance.pick(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '../../key', '%00', 'null']),
    ),
  },
  {
    name: 'a header left out',
    forge: (forging) =>
      header(forging.chance.pick([SIGNATURE, SERIAL, TIMESTAMP, NONCE]), () => null)(forging),
  },
  {
    name: 'a broken signature',
    forge: header(SIGNATURE, (value, { chance }) => brokenSignature(value, chance)),
  },
  {
    name: 'an altered signature',
    forge: header(SIGNATURE, (value, { chance }) => flipBase64(value, chance)),
  },
  {
    name: 'the signature of another message',
    forge: header(SIGNATURE, (_, forging) => headerOf(forgeryOf(genuine(forging)), SIGNATURE)),
  },
  { name: 'a signature test', forge: header(SIGNATURE, (value) => `WECHATPAY/SIGNTEST/${value}`) },
  {
    name: 'a header that comes twice',
    forge: (forging) => {
      const forgery = forgeryOf(genuine(forging));
      const name = forging.chance.pick([SIGNATURE, SERIAL, TIMESTAMP, NONCE]);
      return { ...forgery, headers: [...forgery.headers, [name, headerOf(forgery, name)]] };
    },
  },
];

const ofTime: ForgeryKind[] = [
  {
    name: 'a replay of an old message',
    forge: ({ messages, paymentId, chance }) =>
      forgeryOf(
        messages.wechatPayment(
          paymentId,
          {},
          { signedAt: new Date(Date.now() - 302_000 - chance.below(2 ** 31) * 100) },
        ),
      ),
  },
  {
    name: 'a message of the future',
    forge: ({ messages, paymentId, chance }) =>
      forgeryOf(
        messages.wechatPayment(
          paymentId,
          {},
          { signedAt: new Date(Date.now() + 330_000 + chance.below(2 ** 31)) },
        ),
      ),
  },
  {
    name: 'a time moved into the window',
    forge: header(TIMESTAMP, (value, { chance }) => String(Number(value) - 1 - chance.below(200))),
  },
  {
    name: 'a time that is none',
    forge: header(TIMESTAMP, (value, { chance }) =>
      chance.pick([
        `${value}.0`,
        `+${value}`,
        `0x${value}`,
        '1e9',
        '-1',
        'NaN',
        '',
        `${value}${value}`,
        '2026-11-24T00:00:00Z',
      ]),
    ),
  },
  { name: 'another nonce', forge: header(NONCE, (_, { chance }) => chance.text(32)) },
];

const ofBody: ForgeryKind[] = [
  { name: 'a changed byte', forge: body(changedByte) },
  {
    name: 'white space that was not signed',
    forge: body((text, { chance }) =>
      chance.pick([` ${text}`, `${text}\n`, text.replace('":', '": '), `\ufeff${text}`]),
    ),
  },
  {
    name: 'a key that comes twice',
    forge: body((text, { chance }) =>
      text.replace(
        /\}$/,
        `,"${chance.pick(['id', 'event_type', 'resource', '__proto__'])}":"${chance.text(6)}"}`,
      ),
    ),
  },
  { name: 'a cut body', forge: body((text, { chance }) => text.slice(0, chance.below(text.length))) },
  { name: 'the content of another message', forge: body((_, forging) => genuine(forging).body) },
  { name: 'no form at all', forge: ({ chance }) => strangeBody(chance) },
  {
    name: 'no form at all, but signed',
    forge: ({ messages, chance }) => {
      const { body: strange } = strangeBody(chance);
      return forgeryOf(messages.signedWechat(String(strange)));
    },
  },
  { name: 'more than is read', forge: (forging) => oversized(forgeryOf(genuine(forging)), forging.chance) },
  {
    name: 'a compression that is none',
    forge: (forging) => falselyCompressed(forgeryOf(genuine(forging)), forging.chance),
  },
  {
    name: 'a message of the other channel',
    forge: ({ messages, paymentId }) => forgeryOf(messages.alipay(paymentId)),
  },
];

/** Ways to forge a message of WeChat Pay. */
export const wechatKinds: readonly ForgeryKind[] = [...ofSignature, ...ofTime, ...ofBody, ...wechatContents];
