import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Message, Messages } from '../messages';

/** A message that nobody may believe; a header may come twice, and a body need not be text. */
export interface Forgery {
  headers: [string, string][];
  body: string | Buffer;
}

export interface Forging {
  messages: Messages;
  /** The payment that the forger wants to have paid. */
  paymentId: string;
  chance: Chance;
}

/** One way to forge; a variant is made anew from each state of the chance. */
export interface ForgeryKind {
  name: string;
  forge(forging: Forging): Forgery;
}

/** Choices from a seed: the same seed forges in the same ways again (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 and below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  text(length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** Of somebody who is no channel. */
export const foreignKey: KeyObject = foreign.privateKey;

export const forgeryOf = ({ headers, body }: Message): Forgery => ({
  headers: Object.entries(headers),
  body,
});

export function withHeader(forgery: Forgery, name: string, value: string | null): Forgery {
  const others = forgery.headers.filter(([known]) => known !== name);
  return { ...forgery, headers: value === null ? others : [...others, [name, value]] };
}

export const headerOf = (forgery: Forgery, name: string): string =>
  forgery.headers.find(([known]) => known === name)?.[1] ?? '';

/** One byte of the decoded signature is another one. */
export function flipBase64(text: string, chance: Chance): string {
  const bytes = Buffer.from(text, 'base64');
  bytes[chance.below(bytes.length)]! ^= 1 + chance.below(255);
  return bytes.toString('base64');
}

/** A signature that is none: shortened, empty, in another encoding, with something around it, or made up. */
export function brokenSignature(genuine: string, chance: Chance): string {
  const bytes = Buffer.from(genuine, 'base64');
  return chance.pick([
    () => bytes.subarray(0, chance.below(bytes.length)).toString('base64'),
    () => Buffer.concat([bytes, chance.bytes(1 + chance.below(16))]).toString('base64'),
    () => `${genuine}${chance.pick(['=', ', ', '\t', '!', '.'])}${chance.text(1 + chance.below(20))}`,
    () => bytes.toString('hex'),
    () => Buffer.from(genuine).toString('base64'),
    () => chance.bytes(bytes.length).toString('base64'),
    () => chance.text(1 + chance.below(400), '!"#$%&()*,.:;<=>?@[]^_`{|}~ '),
    () => 'A'.repeat(344),
  ])();
}

/** Bodies that are in no form of any channel, and what they say of themselves. */
export function strangeBody(chance: Chance): Forgery {
  const [type, body] = chance.pick<() => [string, string | Buffer]>([
    () => [
      'text/xml',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml>${chance.text(9)}&e;</xml>`,
    ],
    () => ['application/octet-stream', chance.bytes(1 + chance.below(2_000))],
    () => ['application/json', `\ufeff{"id":"${chance.text(8)}"}`],
    () => ['application/json', '['.repeat(1 + chance.below(100_000))],
    () => ['application/json', `{"a":`.repeat(10_000) + '1' + '}'.repeat(10_000)],
    () => ['application/json', `{"__proto__":{"${chance.text(5)}":1},"constructor":{"prototype":{"x":1}}}`],
    () => ['application/json', `{"id":1e${chance.below(9_999)},"id":-${chance.text(400, '0123456789')}}`],
    () => [
      'multipart/form-data; boundary=x',
      `--x\r\nContent-Disposition: form-data; name="sign"\r\n\r\n1\r\n--x--`,
    ],
    () => [
      'application/x-www-form-urlencoded',
      `${chance.text(3)}=%&%zz=%c0%ae&=&&==&${'a&'.repeat(chance.below(9_000))}`,
    ],
    () => ['text/plain; charset=utf-16', Buffer.from(`{"id":"${chance.text(8)}"}`, 'utf16le')],
    () => ['text/html', chance.text(chance.below(1_000))],
  ])();
  return { headers: [['content-type', type]], body };
}

/** Says that the body is compressed, which it is not. */
export const falselyCompressed = (forgery: Forgery, chance: Chance): Forgery =>
  withHeader(forgery, 'content-encoding', chance.pick(['gzip', 'deflate', 'br', 'compress', chance.text(6)]));

/** More than is read at all. */
export const oversized = (forgery: Forgery, chance: Chance): Forgery => ({
  ...forgery,
  body: Buffer.concat([Buffer.from(forgery.body), Buffer.alloc(262_145 + chance.below(50_000), ' ')]),
});
