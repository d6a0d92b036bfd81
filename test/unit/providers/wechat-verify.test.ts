import { generateKeyPairSync } from 'node:crypto';
import { Secret } from '../../../src/kernel/secret';
import { decryptResource, findSignatureProblem } from '../../../src/providers/wechat/wechat.verify';
import { wechatKeys, wechatResource, wechatSignature } from '../../contract/providers/fakes/wechat-dialect';

const now = new Date('2026-11-24T02:00:00Z');
const keys = new Map([[wechatKeys.serial, wechatKeys.platform.publicKey]]);
const problemOf = (body: string, headers: Record<string, unknown>) =>
  findSignatureProblem({ body: Buffer.from(body), headers }, keys, now);

describe('the signature of a WeChat Pay message', () => {
  test('is good over the bytes as they came, also over none', () => {
    expect(problemOf('{ "a" : 1 }', wechatSignature('{ "a" : 1 }', now))).toBeNull();
    expect(problemOf('', wechatSignature('', now))).toBeNull();
  });

  test('is bad over the same JSON with other spaces', () => {
    expect(problemOf('{"a":1}', wechatSignature('{ "a" : 1 }', now))).toBe('signature');
  });

  test.each([
    ['garbage', { 'wechatpay-signature': 'AAAA' }, 'signature'],
    ['a signature test', { 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' }, 'signature'],
    ['no signature', { 'wechatpay-signature': undefined }, 'signature'],
    ['two signatures', { 'wechatpay-signature': ['a', 'b'] }, 'signature'],
    ['an unknown key', { 'wechatpay-serial': 'PUB_KEY_ID_99' }, 'serial'],
    ['a key called __proto__', { 'wechatpay-serial': '__proto__' }, 'serial'],
    ['a key called constructor', { 'wechatpay-serial': 'constructor' }, 'serial'],
    ['a list of keys', { 'wechatpay-serial': [wechatKeys.serial] }, 'signature'],
    ['a time that is none', { 'wechatpay-timestamp': 'now' }, 'stale'],
    ['an endless time', { 'wechatpay-timestamp': '9'.repeat(400) }, 'stale'],
    ['another nonce', { 'wechatpay-nonce': 'x' }, 'signature'],
  ])('with %s is refused', (_what, spoilt, problem) => {
    expect(problemOf('{}', { ...wechatSignature('{}', now), ...spoilt })).toBe(problem);
  });

  test.each(['5a0bcdef', '5A0BCDEF'])('names its certificate as %s, whatever the case', (serial) => {
    const certificates = new Map([['5A0BCDEF', wechatKeys.platform.publicKey]]);
    const headers = { ...wechatSignature('{}', now), 'wechatpay-serial': serial };
    expect(findSignatureProblem({ body: Buffer.from('{}'), headers }, certificates, now)).toBeNull();
  });

  test('of another key is refused', () => {
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(problemOf('{}', wechatSignature('{}', now, foreign))).toBe('signature');
  });

  test.each([-300, 300])('made %i seconds away is still good', (seconds) => {
    expect(problemOf('{}', wechatSignature('{}', new Date(now.getTime() + seconds * 1000)))).toBeNull();
  });

  test.each([-301, 301])('made %i seconds away is stale, although it is genuine', (seconds) => {
    expect(problemOf('{}', wechatSignature('{}', new Date(now.getTime() + seconds * 1000)))).toBe('stale');
  });
});

describe('an encrypted resource', () => {
  const key = new Secret(wechatKeys.apiV3Key);
  const resource = wechatResource({ total: 100 });
  const altered = (change: (sealed: Buffer) => Buffer) => ({
    ...resource,
    ciphertext: change(Buffer.from(resource.ciphertext, 'base64')).toString('base64'),
  });
  const flip = (sealed: Buffer, at: number): Buffer => {
    sealed[at < 0 ? sealed.length + at : at]! ^= 1;
    return sealed;
  };

  test('is read with the right key', () => {
    expect(decryptResource(resource, key)).toBe('{"total":100}');
  });

  test.each([
    ['one flipped bit in the text', altered((sealed) => flip(sealed, 9))],
    ['one flipped bit in the tag', altered((sealed) => flip(sealed, -1))],
    ['a tag of zeros', altered((sealed) => sealed.fill(0, sealed.length - 16))],
    ['a tag that is cut short', altered((sealed) => sealed.subarray(0, -4))],
    ['only a tag', altered((sealed) => sealed.subarray(-16))],
    ['another context', { ...resource, associated_data: 'refund' }],
    ['no context', { ...resource, associated_data: undefined }],
    ['another nonce', { ...resource, nonce: '000000000000' }],
  ])('with %s is not read', (_what, spoilt) => {
    expect(() => decryptResource(spoilt, key)).toThrow();
  });

  test('is not read with another key', () => {
    expect(() => decryptResource(resource, new Secret('0'.repeat(32)))).toThrow();
  });
});
