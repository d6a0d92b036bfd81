import { createCipheriv, randomBytes, X509Certificate } from 'node:crypto';
import { formatBeijing } from '../../kernel/business-day';
import type { SandboxContext } from '../context';
import type { WechatReply } from './route';

export interface SealedResource {
  algorithm: 'AEAD_AES_256_GCM';
  nonce: string;
  associated_data: string;
  ciphertext: string;
}

/** AES-256-GCM under the APIv3 key; the 16 bytes of the tag follow the ciphertext. */
export function seal(apiV3Key: string, plaintext: string, associatedData: string): SealedResource {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(associatedData, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: associatedData,
    ciphertext: sealed.toString('base64'),
  };
}

/** GET /v3/certificates */
export function listCertificates(context: SandboxContext): WechatReply {
  const { platform, identity } = context.keys;
  const certificate = new X509Certificate(platform.certificate);
  const data = [
    {
      serial_no: identity.wechatPlatformSerialNo,
      effective_time: formatBeijing(new Date(certificate.validFrom)),
      expire_time: formatBeijing(new Date(certificate.validTo)),
      encrypt_certificate: seal(identity.wechatApiV3Key, platform.certificate, 'certificate'),
    },
  ];
  return { status: 200, body: { data } };
}
