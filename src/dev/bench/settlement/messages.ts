import { formatBeijing } from '../../../kernel/business-day';
import type { SandboxKeys } from '../../../sandbox/keys';
import { seal } from '../../../sandbox/wechat/certificates';
import { signatureHeaders } from '../../../sandbox/wechat/signature';
import { paymentOf } from '../books';

/** A notification as it goes over the wire. */
export interface SignedMessage {
  headers: Record<string, string>;
  body: string;
}

/** "Payment succeeded", encrypted and signed as the channel does. Good for five minutes. */
export function signMessage(keys: SandboxKeys, no: number, at: Date): SignedMessage {
  const { identity } = keys;
  const { outTradeNo, transactionId, amountFen } = paymentOf(no);
  const total = Number(amountFen);
  const content = JSON.stringify({
    appid: identity.wechatAppId,
    mchid: identity.wechatMchId,
    out_trade_no: outTradeNo,
    attach: '',
    transaction_id: transactionId,
    trade_type: 'NATIVE',
    trade_state: 'SUCCESS',
    trade_state_desc: '支付成功',
    bank_type: 'OTHERS',
    success_time: formatBeijing(at),
    payer: { openid: 'oBench0000000000000000000000' },
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
  });
  const body = JSON.stringify({
    id: `EV-bench-${no}`,
    create_time: formatBeijing(at),
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: { original_type: 'transaction', ...seal(identity.wechatApiV3Key, content, 'transaction') },
  });
  const signature = signatureHeaders(keys, {
    body,
    at,
    wantedSerial: identity.wechatPublicKeyId,
    fault: null,
  });
  return { headers: { 'content-type': 'application/json', ...signature }, body };
}
