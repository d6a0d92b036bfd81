import type { NotificationReply, ProviderProfile } from '../provider';

const failure = (status: number): NotificationReply => ({
  status,
  contentType: 'application/json',
  body: '{"code":"FAIL","message":"失败"}',
});

export const wechatProfile: ProviderProfile = {
  code: 'wechat',
  nameZh: '微信支付',
  nameEn: 'WeChat Pay',
  scenes: {
    qr: { lifetimeSeconds: 2 * 3600, needs: [] },
    jsapi: { lifetimeSeconds: 2 * 3600, needs: ['payerId'] },
    // The address is good for five minutes; a payment that outlived it could be given out again and lead nowhere.
    h5: { lifetimeSeconds: 300, needs: ['payerIp'] },
  },
  phoneScene: 'h5',
  ownApp: {
    userAgentWord: 'MicroMessenger',
    scene: 'qr',
    bridge: { object: 'WeixinJSBridge', method: 'getBrandWCPayRequest' },
  },
  statementReadyAt: '10:00',
  orderExistsBeforeScan: true,
  refunds: { windowDays: 365, maxPerPayment: 50, spacingSeconds: 60 },
  replies: {
    accepted: { status: 204, contentType: null, body: '' },
    refused: failure(401),
    unavailable: failure(503),
  },
};
