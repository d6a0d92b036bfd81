import { randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import type { Fault } from '../faults';
import type { SandboxKeys } from '../keys';
import { WechatRefusal } from './refusal';

export interface SignedRequest {
  method: string;
  /** Path and query exactly as they came. */
  target: string;
  body: Buffer;
  authorization: string | undefined;
}

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const WINDOW_SECONDS = 300;
const MALFORMED = 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》';

/**
 * Checks the Authorization header as WeChat Pay does: form, then time, then who, then the signature.
 * @throws WechatRefusal 401 SIGN_ERROR
 */
export function verifyRequest(request: SignedRequest, keys: SandboxKeys, at: Date): void {
  const fields = readAuthorization(request.authorization);
  if (!fields) throw signError(request.target.startsWith('/v3/pay/') ? '签名信息错误，验签失败' : MALFORMED);
  if (Math.abs(at.getTime() / 1_000 - Number(fields.timestamp)) > WINDOW_SECONDS) {
    throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  if (fields.mchid !== keys.identity.wechatMchId) throw signError('商户号不存在或与证书不匹配');
  if (fields.serial_no !== keys.identity.wechatMchSerialNo)
    throw signError('商户证书序列号有误，请使用签名私钥匹配的证书序列号');
  const head = `${request.method}\n${request.target}\n${fields.timestamp}\n${fields.nonce_str}\n`;
  const message = Buffer.concat([Buffer.from(head), request.body, Buffer.from('\n')]);
  if (!verify('sha256', message, keys.merchant.publicKey, Buffer.from(fields.signature, 'base64'))) {
    throw signError('签名错误，请检查后再试');
  }
}

interface SigningOccasion {
  body: string | Buffer;
  at: Date;
  /** The Wechatpay-Serial that the request asked for, if any. */
  wantedSerial?: string | undefined;
  fault: Fault | null;
}

/**
 * The four headers of an answer or a notification. The public key signs where it was asked for, the platform
 * certificate otherwise; a fault may spoil one of the four.
 */
export function signatureHeaders(keys: SandboxKeys, occasion: SigningOccasion): Record<string, string> {
  const kind = occasion.fault?.kind;
  if (kind === 'unsigned') return {};
  const seconds = Math.floor(occasion.at.getTime() / 1_000) - (kind === 'stale_timestamp' ? 400 : 0);
  const signer = signerFor(keys, kind, occasion.wantedSerial);
  const nonce = randomBytes(16).toString('hex');
  const message = Buffer.concat([
    Buffer.from(`${seconds}\n${nonce}\n`),
    Buffer.from(occasion.body),
    Buffer.from('\n'),
  ]);
  const signature = sign('sha256', message, signer.key).toString('base64');
  return {
    'Wechatpay-Timestamp': String(seconds),
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': signer.serial,
    'Wechatpay-Signature': spoil(signature, kind),
    'Wechatpay-Signature-Type': SCHEME,
  };
}

function signerFor(
  keys: SandboxKeys,
  kind: string | undefined,
  wanted: string | undefined,
): { serial: string; key: KeyObject } {
  const { wechatPublicKeyId, wechatPlatformSerialNo } = keys.identity;
  const isPublicKey = wanted === wechatPublicKeyId && kind !== 'old_certificate';
  const serial = isPublicKey ? wechatPublicKeyId : wechatPlatformSerialNo;
  if (kind === 'unknown_serial') {
    return { serial: randomBytes(20).toString('hex').toUpperCase(), key: keys.foreign.privateKey };
  }
  if (kind === 'forged_copy_first') return { serial, key: keys.foreign.privateKey };
  return { serial, key: isPublicKey ? keys.wechat.privateKey : keys.platform.privateKey };
}

function spoil(signature: string, kind: string | undefined): string {
  if (kind === 'signtest') return `WECHATPAY/SIGNTEST/${signature.slice(19)}`;
  if (kind !== 'bad_signature') return signature;
  const bytes = Buffer.from(signature, 'base64');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString('base64');
}

type AuthorizationField = 'mchid' | 'nonce_str' | 'signature' | 'timestamp' | 'serial_no';

function readAuthorization(header: string | undefined): Record<AuthorizationField, string> | null {
  if (!header?.startsWith(`${SCHEME} `)) return null;
  const fields = new Map<string, string>();
  for (const part of header.slice(SCHEME.length + 1).split(',')) {
    const match = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part);
    if (!match?.[1] || fields.has(match[1])) return null;
    fields.set(match[1], match[2] ?? '');
  }
  const read = (name: AuthorizationField): string => fields.get(name) ?? '';
  const found = {
    mchid: read('mchid'),
    nonce_str: read('nonce_str'),
    signature: read('signature'),
    timestamp: read('timestamp'),
    serial_no: read('serial_no'),
  };
  return Object.values(found).every(Boolean) && /^\d{1,12}$/.test(found.timestamp) ? found : null;
}

const signError = (message: string): WechatRefusal => new WechatRefusal('SIGN_ERROR', message);
