import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { parseDecimal } from '../../kernel/money';
import { Secret } from '../../kernel/secret';
import type { Variables, VariableValues } from '../../kernel/variables';
import { isSecureUrl } from '../transport';

/** Every URL that the SDK builds begins with it; it is also the production host. */
export const REAL_ORIGIN = 'https://api.mch.weixin.qq.com';

export interface PlatformCertificate {
  /** Upper-case hex, as in the header `Wechatpay-Serial`. */
  serial: string;
  key: KeyObject;
  expiresAt: Date;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Environment files often carry the line breaks of a PEM text as `\n`. */
const unescapePem = (text: string): string => text.replaceAll('\\n', '\n').trim();

/** A reader that throws becomes a message of ours; the library's own would quote the key. */
function read<T>(message: string, reader: (text: string) => T): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return reader(text);
    } catch {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  });
}

function requireRsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
  return key;
}

function readOrigin(text: string): string {
  const url = new URL(text);
  if (!isSecureUrl(url) || url.pathname !== '/' || url.search || url.username)
    throw new TypeError('not an origin');
  return url.origin;
}

function readApiV3Key(text: string): Secret {
  const key = text.trim();
  if (Buffer.byteLength(key) !== 32) throw new TypeError('wrong length');
  return new Secret(key);
}

function readCertificates(text: string): PlatformCertificate[] {
  const certificates = (unescapePem(text).match(CERTIFICATE) ?? []).map((pem) => new X509Certificate(pem));
  if (certificates.length === 0) throw new TypeError('no certificate');
  return certificates.map((certificate) => ({
    serial: certificate.serialNumber.toUpperCase(),
    key: requireRsa(certificate.publicKey),
    expiresAt: new Date(certificate.validTo),
  }));
}

/** Parts per million, so that 0.006 is 6000n. */
function readRate(text: string): bigint {
  const rate = parseDecimal(text, 6);
  if (rate < 0n || rate >= 1_000_000n) throw new RangeError('not a rate');
  return rate;
}

export const wechatVariables = {
  WECHAT_API_BASE_URL: {
    schema: read('must be an https origin without a path (http only for this machine)', readOrigin),
    description: 'Where WeChat Pay APIv3 is reached',
    default: REAL_ORIGIN,
  },
  WECHAT_APP_ID: {
    schema: z.string().regex(/^[0-9A-Za-z_]{1,32}$/, 'must be an appid such as wx8888888888888888'),
    description: 'The appid that orders are made for',
  },
  WECHAT_MCH_ID: {
    schema: z.string().regex(/^\d{1,32}$/, 'must be the digits of the merchant number'),
    description: 'The merchant number (mchid)',
  },
  WECHAT_MCH_SERIAL_NO: {
    schema: z.string().regex(/^[0-9A-Za-z]{1,64}$/, 'must be the serial number of the merchant certificate'),
    description: "The serial number of the merchant's API certificate",
  },
  WECHAT_MCH_PRIVATE_KEY: {
    schema: read('must be an RSA private key in PEM form', (text) =>
      requireRsa(createPrivateKey(unescapePem(text))),
    ),
    description: "The merchant's private key (apiclient_key.pem)",
    isSecret: true,
    isFile: true,
  },
  WECHAT_API_V3_KEY: {
    schema: read('must be 32 bytes long', readApiV3Key),
    description: 'The APIv3 key that notifications are encrypted with, 32 bytes',
    isSecret: true,
    isFile: true,
  },
  WECHAT_PUBLIC_KEY_ID: {
    schema: z.string().regex(/^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/, 'must look like PUB_KEY_ID_0123…'),
    description: 'The id of the WeChat Pay public key',
  },
  WECHAT_PUBLIC_KEY: {
    schema: read('must be an RSA public key in PEM form', (text) =>
      requireRsa(createPublicKey(unescapePem(text))),
    ),
    description: 'The WeChat Pay public key (pub_key.pem)',
    isFile: true,
  },
  WECHAT_PLATFORM_CERTIFICATES: {
    schema: read('must be one or more certificates in PEM form', readCertificates),
    description: 'Platform certificates that are still in use beside the public key, one after the other',
    isOptional: true,
    isFile: true,
  },
  WECHAT_TIMEOUT_MS: {
    schema: read('must be milliseconds between 100 and 60000', (text) => {
      if (!/^\d{3,5}$/.test(text) || Number(text) > 60_000) throw new RangeError('out of range');
      return Number(text);
    }),
    description: 'How long one call may take in all, in milliseconds',
    default: '5000',
  },
  WECHAT_FEE_RATE: {
    schema: read('must be a decimal below 1 such as 0.006', readRate),
    description: 'The fee rate of the contract; when not set, the rate of each statement row counts',
    isOptional: true,
  },
} as const satisfies Variables;

export type WechatValues = VariableValues<typeof wechatVariables>;
