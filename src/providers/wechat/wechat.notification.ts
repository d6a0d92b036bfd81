import { z } from 'zod';
import type { Secret } from '../../kernel/secret';
import type { ChannelFact, ChannelNotification, RawNotification } from '../provider';
import { NotificationRefused } from '../provider.errors';
import {
  fit,
  fitJson,
  paymentFact,
  refundFact,
  requireOurTransaction,
  UnfitContent,
  type WechatMerchant,
} from './wechat.facts';
import { decryptResource, findSignatureProblem, type VerificationKeys } from './wechat.verify';

export interface NotificationSecrets {
  keys: VerificationKeys;
  apiV3Key: Secret;
  merchant: WechatMerchant;
}

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const envelopeSchema = z.object({
  id: z.string().min(1).max(64),
  create_time: time,
  event_type: z.string(),
  resource: z.object({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string().min(1),
    nonce: z.string().min(1).max(64),
    associated_data: z.string().optional(),
  }),
});
type Envelope = z.infer<typeof envelopeSchema>;

const paymentStateSchema = z.object({ trade_state: z.literal('SUCCESS') });
const refundStateSchema = z.object({
  mchid: z.string(),
  refund_status: z.string(),
  success_time: time.optional(),
});

/** What each refund event must say inside, so that neither can be read without the other. */
const REFUND_EVENTS = new Map<string, { status: string; kind: ChannelFact['kind'] }>([
  ['REFUND.SUCCESS', { status: 'SUCCESS', kind: 'refund_succeeded' }],
  ['REFUND.CLOSED', { status: 'CLOSED', kind: 'refund_closed' }],
  ['REFUND.ABNORMAL', { status: 'ABNORMAL', kind: 'refund_abnormal' }],
]);

/** @throws NotificationRefused with `details.reason`: signature, serial, stale, decrypt, merchant or form */
export function readWechatNotification(
  raw: RawNotification,
  secrets: NotificationSecrets,
): ChannelNotification {
  const problem = findSignatureProblem(raw, secrets.keys, raw.receivedAt);
  if (problem) throw NotificationRefused({ details: { reason: problem } });
  try {
    const envelope = fit(envelopeSchema, fitJson(raw.body.toString('utf8')));
    const content = fitJson(decrypt(envelope, secrets.apiV3Key));
    return { id: envelope.id, facts: [factOf(envelope, content, secrets.merchant)] };
  } catch (error) {
    // The signature was good: this is a setting of ours or a change of theirs, and somebody must look.
    if (!(error instanceof UnfitContent)) throw error;
    throw NotificationRefused({ details: { reason: error.reason, alarm: true }, cause: error });
  }
}

function decrypt(envelope: Envelope, apiV3Key: Secret): string {
  try {
    return decryptResource(envelope.resource, apiV3Key);
  } catch (error) {
    throw NotificationRefused({ details: { reason: 'decrypt', alarm: true }, cause: error });
  }
}

function factOf(envelope: Envelope, content: unknown, merchant: WechatMerchant): ChannelFact {
  if (envelope.event_type === 'TRANSACTION.SUCCESS') {
    requireOurTransaction(content, merchant);
    fit(paymentStateSchema, content);
    return paymentFact(content);
  }
  const event = REFUND_EVENTS.get(envelope.event_type);
  const refund = fit(refundStateSchema, content);
  // A refund carries no appid.
  if (refund.mchid !== merchant.mchId) throw new UnfitContent('merchant');
  if (!event || refund.refund_status !== event.status) throw new UnfitContent('form');
  return refundFact(content, event.kind, refund.success_time ?? envelope.create_time);
}
