import { createPublicKey, sign, type KeyObject } from 'node:crypto';

export interface CertificateFacts {
  /** 40 hex digits; the first one below 8, so that the DER integer stays positive. */
  serialNo: string;
  commonName: string;
  validFromAt: Date;
  validToAt: Date;
}

/** A self-signed X.509 v3 certificate (RSA, SHA-256) as PEM. Node reads certificates but cannot write them. */
export function selfSignedCertificate(privateKey: KeyObject, facts: CertificateFacts): string {
  const name = sequence(
    element(0x31, sequence(objectId('550403'), element(0x0c, Buffer.from(facts.commonName, 'utf8')))),
  );
  const algorithm = sequence(objectId('2a864886f70d01010b'), element(0x05, Buffer.alloc(0)));
  const toBeSigned = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from(facts.serialNo, 'hex')),
    algorithm,
    name,
    sequence(utcTime(facts.validFromAt), utcTime(facts.validToAt)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const der = sequence(toBeSigned, algorithm, element(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

const sequence = (...parts: Buffer[]): Buffer => element(0x30, Buffer.concat(parts));
const objectId = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));

function utcTime(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`, 'ascii'));
}
