import type { ChannelContext, ChannelDefinition } from '../channel';
import type { Provider } from '../provider';
import { AlipayClient } from './alipay.client';
import { type AlipayValues, alipayVariables } from './alipay.config';
import { readAlipayNotification } from './alipay.notification';
import { closeAlipayOrder, createAlipayOrder, queryAlipayOrder } from './alipay.orders';
import { alipayProfile } from './alipay.profile';
import { queryAlipayRefund, refundAlipayOrder } from './alipay.refunds';
import { createDownloads, openAlipayStatement, readAlipayStatement } from './alipay.statement';

export const alipayChannel: ChannelDefinition<typeof alipayVariables> = {
  code: alipayProfile.code,
  variables: alipayVariables,
  create: createAlipayProvider,
};

function createAlipayProvider(values: AlipayValues, context: ChannelContext): Provider {
  const client = new AlipayClient(values, context);
  const statements = { client, http: createDownloads(values), values, context };
  const secrets = {
    key: values.ALIPAY_PUBLIC_KEY,
    appId: values.ALIPAY_APP_ID,
    sellerId: values.ALIPAY_SELLER_ID,
  };
  return {
    profile: alipayProfile,
    identification: null,
    funds: null,
    createOrder: (request) => createAlipayOrder(client, request),
    queryOrder: (order) => queryAlipayOrder(client, context.clock, order),
    closeOrder: (order) => closeAlipayOrder(client, order),
    refundOrder: (request) => refundAlipayOrder(client, request),
    queryRefund: (refund) => queryAlipayRefund(client, refund),
    readNotification: async (raw) => readAlipayNotification(raw, secrets),
    readStatement: (day) => readAlipayStatement(statements, day),
    openStatement: (path) => openAlipayStatement(path, values),
  };
}
