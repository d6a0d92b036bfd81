import type { NotificationReply, ProviderProfile } from '../provider';

const reply = (status: number, body: string): NotificationReply => ({
  status,
  contentType: 'text/plain',
  body,
});

export const alipayProfile: ProviderProfile = {
  code: 'alipay',
  nameZh: '支付宝',
  nameEn: 'Alipay',
  scenes: {
    qr: { lifetimeSeconds: 2 * 3600, needs: [] },
    // Their addresses are signed with a time, and the gateway may refuse one that is older than ten minutes.
    wap: { lifetimeSeconds: 600, needs: [] },
    page: { lifetimeSeconds: 600, needs: [] },
  },
  phoneScene: 'wap',
  ownApp: { userAgentWord: 'AlipayClient', scene: 'wap' },
  statementReadyAt: '10:00',
  orderExistsBeforeScan: false,
  refunds: { windowDays: 365, maxPerPayment: null, spacingSeconds: 3 },
  replies: {
    // Exactly these seven bytes; anything else is sent again for a day.
    accepted: reply(200, 'success'),
    refused: reply(400, 'failure'),
    unavailable: reply(503, 'failure'),
  },
};
