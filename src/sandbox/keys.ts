import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  randomInt,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selfSignedCertificate } from './certificate';

/** Who the merchant is on both channels. The same after a restart when there is a folder. */
export interface Identity {
  wechatAppId: string;
  wechatMchId: string;
  wechatMchSerialNo: string;
  wechatApiV3Key: string;
  wechatPublicKeyId: string;
  wechatPlatformSerialNo: string;
  alipayAppId: string;
  alipaySellerId: string;
}

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export interface SandboxKeys {
  identity: Identity;
  /** The merchant's own: the gateway signs with it, the sandbox verifies. */
  merchant: KeyPair;
  /** WeChat Pay's public-key mode. */
  wechat: KeyPair;
  /** WeChat Pay's older platform certificate. */
  platform: KeyPair & { certificate: string };
  /** The merchant's Alipay application. */
  app: KeyPair;
  alipay: KeyPair;
  /** Belongs to nobody: what a forger would sign with. */
  foreign: KeyPair;
}

const generate = promisify(generateKeyPair);
const YEAR_MS = 365 * 86_400_000;

/** Reads the keys of the folder, or makes them (files with mode 0600). Without a folder they live in memory. */
export async function loadOrCreateKeys(folder: string | undefined, at: Date): Promise<SandboxKeys> {
  if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identity = JSON.parse(
    keep(folder, 'identity.json', () => JSON.stringify(newIdentity(), null, 2)),
  ) as Identity;
  const [merchant, wechat, platform, app, alipay, foreign] = await Promise.all([
    keyPair(folder, 'wechat-merchant'),
    keyPair(folder, 'wechat-public-key'),
    keyPair(folder, 'wechat-platform'),
    keyPair(folder, 'alipay-app'),
    keyPair(folder, 'alipay'),
    keyPair(folder, 'foreign'),
  ]);
  const certificate = keep(folder, 'wechat-platform-certificate.pem', () =>
    selfSignedCertificate(platform.privateKey, {
      serialNo: identity.wechatPlatformSerialNo,
      commonName: 'Sandbox Tenpay.com Root CA',
      validFromAt: new Date(at.getTime() - 86_400_000),
      validToAt: new Date(at.getTime() + 5 * YEAR_MS),
    }),
  );
  return { identity, merchant, wechat, platform: { ...platform, certificate }, app, alipay, foreign };
}

/** Every variable that points a gateway at the sandbox under this URL. Keys are PEM texts. */
export function gatewayEnvironment(keys: SandboxKeys, baseUrl: string): Record<string, string> {
  const { identity } = keys;
  return {
    WECHAT_API_BASE_URL: baseUrl,
    WECHAT_APP_ID: identity.wechatAppId,
    WECHAT_MCH_ID: identity.wechatMchId,
    WECHAT_MCH_SERIAL_NO: identity.wechatMchSerialNo,
    WECHAT_MCH_PRIVATE_KEY: privatePem(keys.merchant),
    WECHAT_API_V3_KEY: identity.wechatApiV3Key,
    WECHAT_PUBLIC_KEY_ID: identity.wechatPublicKeyId,
    WECHAT_PUBLIC_KEY: publicPem(keys.wechat),
    WECHAT_PLATFORM_CERTIFICATES: keys.platform.certificate,
    WECHAT_APP_SECRET: wechatAppSecretOf(identity.wechatApiV3Key),
    WECHAT_OAUTH_AUTHORIZE_URL: `${baseUrl}/connect/oauth2/authorize`,
    WECHAT_OAUTH_BASE_URL: baseUrl,
    ALIPAY_GATEWAY_URL: `${baseUrl}/gateway.do`,
    ALIPAY_APP_ID: identity.alipayAppId,
    ALIPAY_SELLER_ID: identity.alipaySellerId,
    ALIPAY_PRIVATE_KEY: privatePem(keys.app),
    ALIPAY_PUBLIC_KEY: publicPem(keys.alipay),
  };
}

/** The secret of the sandbox's official account. */
export function wechatAppSecretOf(apiV3Key: string): string {
  return createHash('sha256').update(`app secret\n${apiV3Key}`).digest('hex').slice(0, 32);
}

/** The file of each PEM variable inside the keys folder, for `NAME_FILE` variables. */
export const KEY_FILES: Readonly<Record<string, string>> = {
  WECHAT_MCH_PRIVATE_KEY: 'wechat-merchant.pem',
  WECHAT_PUBLIC_KEY: 'wechat-public-key.pub.pem',
  WECHAT_PLATFORM_CERTIFICATES: 'wechat-platform-certificate.pem',
  ALIPAY_PRIVATE_KEY: 'alipay-app.pem',
  ALIPAY_PUBLIC_KEY: 'alipay.pub.pem',
};

/** Decimal digits from a good source; the first is never 0. */
export function randomDigits(count: number): string {
  const rest = Array.from({ length: count - 1 }, () => randomInt(10)).join('');
  return `${randomInt(1, 10)}${rest}`;
}

function newIdentity(): Identity {
  return {
    wechatAppId: `wx${randomBytes(8).toString('hex')}`,
    wechatMchId: `19${randomDigits(8)}`,
    wechatMchSerialNo: newSerialNo(),
    wechatApiV3Key: randomBytes(16).toString('hex'),
    wechatPublicKeyId: `PUB_KEY_ID_01${randomDigits(30)}`,
    wechatPlatformSerialNo: newSerialNo(),
    alipayAppId: `2021${randomDigits(12)}`,
    alipaySellerId: `2088${randomDigits(12)}`,
  };
}

const newSerialNo = (): string =>
  `${randomInt(1, 8)}${randomBytes(20).toString('hex').slice(1)}`.toUpperCase();

async function keyPair(folder: string | undefined, name: string): Promise<KeyPair> {
  const path = folder && join(folder, `${name}.pem`);
  if (path && existsSync(path)) {
    const privateKey = createPrivateKey(readFileSync(path));
    return { privateKey, publicKey: createPublicKey(privateKey) };
  }
  const pair = await generate('rsa', { modulusLength: 2048 });
  keep(folder, `${name}.pem`, () => privatePem(pair));
  keep(folder, `${name}.pub.pem`, () => publicPem(pair));
  return pair;
}

function keep(folder: string | undefined, name: string, make: () => string): string {
  if (!folder) return make();
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const text = make();
  // Written aside first: a process that is killed in between must not leave half a key for good.
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return text;
}

const privatePem = (pair: KeyPair): string =>
  pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = (pair: KeyPair): string =>
  pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
