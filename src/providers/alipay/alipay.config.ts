import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Variables, VariableValues } from '../../kernel/variables';
import { feeRateSchema, readBy, requireRsa, timeoutSchema, unescapePem } from '../channel-variables';
import { isSecureUrl } from '../transport';

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

export const alipayVariables = {
  ALIPAY_GATEWAY_URL: {
    schema: readBy('must be an https URL without a query (http only for this machine)', readGateway),
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
    schema: readBy('must be an RSA private key (PKCS#1 or PKCS#8, PEM or base64)', readPrivateKey),
    description: "The application's private key",
    isSecret: true,
    isFile: true,
  },
  ALIPAY_PUBLIC_KEY: {
    schema: readBy('must be an RSA public key (PEM or base64)', readPublicKey),
    description: "Alipay's public key for this application (not the application's own)",
    isFile: true,
  },
  ALIPAY_TIMEOUT_MS: {
    schema: timeoutSchema,
    description: 'How long one call may take in all, in milliseconds',
    default: '5000',
  },
  ALIPAY_FEE_RATE: {
    schema: feeRateSchema,
    description: 'The fee rate of the contract',
    default: '0.006',
  },
} as const satisfies Variables;

export type AlipayValues = VariableValues<typeof alipayVariables>;
