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
  scenes: ['qr'],
  qrLifetimeSeconds: 2 * 3600,
  statementReadyAt: '10:00',
  orderExistsBeforeScan: true,
  replies: {
    accepted: { status: 204, contentType: null, body: '' },
    refused: failure(401),
    unavailable: failure(503),
  },
};
