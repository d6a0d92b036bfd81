import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { Secret } from '../../kernel/secret';
import type { Variables, VariableValues } from '../../kernel/variables';
import { feeRateSchema, readBy, requireRsa, timeoutSchema, unescapePem } from '../channel-variables';
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

function readOrigin(text: string): string {
  const url = new URL(text);
  if (!isSecureUrl(url) || url.pathname !== '/' || url.search || url.username)
    throw new TypeError('not an origin');
  return url.origin;
}

function readSecureUrl(text: string): string {
  const url = new URL(text);
  if (!isSecureUrl(url) || url.search || url.hash || url.username) throw new TypeError('not a plain URL');
  return url.href;
}

function readAppSecret(text: string): Secret {
  const secret = text.trim();
  if (!/^[0-9A-Za-z]{32}$/.test(secret)) throw new TypeError('wrong form');
  return new Secret(secret);
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

export const wechatVariables = {
  WECHAT_API_BASE_URL: {
    schema: readBy('must be an https origin without a path (http only for this machine)', readOrigin),
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
    schema: readBy('must be an RSA private key in PEM form', (text) =>
      requireRsa(createPrivateKey(unescapePem(text))),
    ),
    description: "The merchant's private key (apiclient_key.pem)",
    isSecret: true,
    isFile: true,
  },
  WECHAT_API_V3_KEY: {
    schema: readBy('must be 32 bytes long', readApiV3Key),
    description: 'The APIv3 key that notifications are encrypted with, 32 bytes',
    isSecret: true,
    isFile: true,
  },
  WECHAT_PUBLIC_KEY_ID: {
    schema: z.string().regex(/^PUB_KEY_ID_[0-9A-Za-z]{1,64}$/, 'must look like PUB_KEY_ID_0123…'),
    description: 'The id of the WeChat Pay public key',
  },
  WECHAT_PUBLIC_KEY: {
    schema: readBy('must be an RSA public key in PEM form', (text) =>
      requireRsa(createPublicKey(unescapePem(text))),
    ),
    description: 'The WeChat Pay public key (pub_key.pem)',
    isFile: true,
  },
  WECHAT_PLATFORM_CERTIFICATES: {
    schema: readBy('must be one or more certificates in PEM form', readCertificates),
    description: 'Platform certificates that are still in use beside the public key, one after the other',
    isOptional: true,
    isFile: true,
  },
  WECHAT_TIMEOUT_MS: {
    schema: timeoutSchema,
    description: 'How long one call may take in all, in milliseconds',
    default: '5000',
  },
  WECHAT_APP_SECRET: {
    schema: readBy('must be the secret of the account, 32 letters and digits', readAppSecret),
    description:
      'The secret of the official account; with it a payer inside the WeChat app pays without a QR code',
    isSecret: true,
    isOptional: true,
  },
  WECHAT_OAUTH_AUTHORIZE_URL: {
    schema: readBy('must be an https URL (http only for this machine)', readSecureUrl),
    description: 'The page of WeChat that tells who the payer is',
    default: 'https://open.weixin.qq.com/connect/oauth2/authorize',
  },
  WECHAT_OAUTH_BASE_URL: {
    schema: readBy('must be an https origin without a path (http only for this machine)', readOrigin),
    description: 'Where the code of that page is turned into the payer’s openid',
    default: 'https://api.weixin.qq.com',
  },
  WECHAT_FEE_RATE: {
    schema: feeRateSchema,
    description: 'The fee rate of the contract; when not set, the rate of each statement row counts',
    isOptional: true,
  },
} as const satisfies Variables;

export type WechatValues = VariableValues<typeof wechatVariables>;
