import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parseDecimal } from '../../kernel/money';
import type { Variables, VariableValues } from '../../kernel/variables';
import { isSecureUrl } from '../transport';

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

/** Alipay's tools hand out PKCS#1 and PKCS#8, as PEM or as the bare base64 of either. */
function readPrivateKey(text: string): KeyObject {
  const key = unescapePem(text);
  if (key.includes('-----BEGIN')) return requireRsa(createPrivateKey(key));
  const der = { key: Buffer.from(key, 'base64'), format: 'der' } as const;
  try {
    return requireRsa(createPrivateKey({ ...der, type: 'pkcs8' }));
  } catch {
    return requireRsa(createPrivateKey({ ...der, type: 'pkcs1' }));
  }
}

function readPublicKey(text: string): KeyObject {
  const key = unescapePem(text);
  if (key.includes('-----BEGIN')) return requireRsa(createPublicKey(key));
  return requireRsa(createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }));
}

function readGateway(text: string): URL {
  const url = new URL(text);
  if (!isSecureUrl(url) || url.search || url.hash || url.username) throw new TypeError('not a gateway');
  return url;
}

/** Parts per million, so that 0.006 is 6000n. */
function readRate(text: string): bigint {
  const rate = parseDecimal(text, 6);
  if (rate < 0n || rate >= 1_000_000n) throw new RangeError('not a rate');
  return rate;
}

export const alipayVariables = {
  ALIPAY_GATEWAY_URL: {
    schema: read('must be an https URL without a query (http only for this machine)', readGateway),
    description: 'Where the Alipay gateway is reached',
    default: 'https://openapi.alipay.com/gateway.do',
  },
  ALIPAY_APP_ID: {
    schema: z.string().regex(/^[0-9A-Za-z]{1,32}$/, 'must be the app_id such as 2021000000000001'),
    description: 'The app_id that orders are made for',
  },
  ALIPAY_SELLER_ID: {
    schema: z
      .string()
      .regex(/^[0-9A-Za-z]{1,32}$/, 'must be the seller number (PID) such as 2088000000000001'),
    description: "The merchant's number (PID) that money is paid to",
  },
  ALIPAY_PRIVATE_KEY: {
    schema: read('must be an RSA private key (PKCS#1 or PKCS#8, PEM or base64)', readPrivateKey),
    description: "The application's private key",
    isSecret: true,
    isFile: true,
  },
  ALIPAY_PUBLIC_KEY: {
    schema: read('must be an RSA public key (PEM or base64)', readPublicKey),
    description: "Alipay's public key for this application (not the application's own)",
    isFile: true,
  },
  ALIPAY_TIMEOUT_MS: {
    schema: read('must be milliseconds between 100 and 60000', (text) => {
      if (!/^\d{3,5}$/.test(text) || Number(text) > 60_000) throw new RangeError('out of range');
      return Number(text);
    }),
    description: 'How long one call may take in all, in milliseconds',
    default: '5000',
  },
  ALIPAY_FEE_RATE: {
    schema: read('must be a decimal below 1 such as 0.006', readRate),
    description: 'The fee rate of the contract',
    default: '0.006',
  },
} as const satisfies Variables;

export type AlipayValues = VariableValues<typeof alipayVariables>;
