import type { KeyObject } from 'node:crypto';
import type { ChannelContext, ChannelDefinition } from '../channel';
import type { Provider } from '../provider';
import { WechatClient } from './wechat.client';
import { type WechatValues, wechatVariables } from './wechat.config';
import { readWechatNotification } from './wechat.notification';
import { closeWechatOrder, createWechatOrder, queryWechatOrder } from './wechat.orders';
import { wechatIdentification } from './wechat.identification';
import { wechatProfile } from './wechat.profile';
import { queryWechatRefund, refundWechatOrder } from './wechat.refunds';
import { wechatFunds } from './wechat.funds';
import { openWechatStatement, readWechatStatement } from './wechat.statement';
import type { VerificationKeys } from './wechat.verify';

export const wechatChannel: ChannelDefinition<typeof wechatVariables> = {
  code: wechatProfile.code,
  variables: wechatVariables,
  create: createWechatProvider,
};

function createWechatProvider(values: WechatValues, context: ChannelContext): Provider {
  const keys = verificationKeys(values, context);
  const client = new WechatClient(values, keys, context);
  const merchant = { mchId: values.WECHAT_MCH_ID, appId: values.WECHAT_APP_ID };
  const secrets = { keys, apiV3Key: values.WECHAT_API_V3_KEY, merchant };
  const identification = wechatIdentification(values, context);
  return {
    // Inside the WeChat app H5 is refused, and jsapi needs to know the payer.
    profile: identification
      ? { ...wechatProfile, ownApp: { ...wechatProfile.ownApp, scene: 'jsapi' } }
      : wechatProfile,
    identification,
    funds: wechatFunds({ client, values }),
    createOrder: (request) => createWechatOrder(client, request),
    queryOrder: (order) => queryWechatOrder(client, merchant, order),
    closeOrder: (order) => closeWechatOrder(client, order),
    refundOrder: (request) => refundWechatOrder(client, request),
    queryRefund: (refund) => queryWechatRefund(client, refund),
    readNotification: async (raw) => readWechatNotification(raw, secrets),
    readStatement: (day) => readWechatStatement({ client, values }, day),
    openStatement: async (path) => openWechatStatement(path, values),
  };
}

/** The public key and the platform certificates side by side: while a merchant migrates, both sign. */
function verificationKeys(values: WechatValues, context: ChannelContext): VerificationKeys {
  const keys = new Map<string, KeyObject>([[values.WECHAT_PUBLIC_KEY_ID, values.WECHAT_PUBLIC_KEY]]);
  for (const { serial, key, expiresAt } of values.WECHAT_PLATFORM_CERTIFICATES ?? []) {
    if (expiresAt > context.clock.now()) keys.set(serial, key);
    else context.warn('A platform certificate of WeChat Pay has expired and is not used', { serial });
  }
  return keys;
}
