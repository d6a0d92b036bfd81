import type { ReportResult } from '../../fines/register';
import type { DeliveryFailure } from '../../webhooks/delivery';
import type { EventType } from '../../webhooks/event';
import { words } from './page';
import type { Words } from './page';

/** What a service is told. */
export const EVENT_WORDS: Readonly<Record<EventType, Words>> = {
  'order.paid': words('订单已支付', 'Order paid'),
  'order.closed': words('订单已关闭', 'Order closed'),
  'order.expired': words('订单已过期', 'Order run out'),
  'payment.suspended': words('款项转入待查', 'Payment in suspense'),
  'refund.requested': words('退款已申请', 'Refund asked for'),
  'refund.succeeded': words('退款已完成', 'Refund succeeded'),
  'refund.failed': words('退款失败', 'Refund failed'),
};

/** Why a service has not answered. */
const FAILURE_WORDS: Readonly<Record<DeliveryFailure, Words>> = {
  'url-refused': words('地址不允许', 'address not allowed'),
  'host-not-allowed': words('主机不在允许名单', 'host not on the list'),
  'address-refused': words('主机指向内部网络', 'host is inside the network'),
  'host-not-found': words('找不到主机', 'no such host'),
  'connection-refused': words('拒绝连接', 'connection refused'),
  'certificate-refused': words('证书无效', 'certificate not valid'),
  'connection-lost': words('连接中断', 'connection lost'),
  timeout: words('超时', 'no answer in time'),
};

/** What the register says of a fine that was paid. */
export const REGISTER_WORDS: Readonly<Record<ReportResult, Words>> = {
  accepted: words('已接收', 'accepted'),
  repeated: words('重复回写', 'told before'),
  no_such_decision: words('没有该决定书', 'no such decision'),
  amount_short: words('金额不足', 'amount is short'),
  past_settlement_date: words('超过清算日期', 'past the settlement date'),
  unclear: words('结果不明', 'unclear'),
  surcharge_short: words('加处罚款不足', 'surcharge is short'),
  accepted_unentered: words('已接收，决定书未录入', 'accepted, decision not entered'),
  not_yet_entered: words('决定书未录入', 'decision not entered yet'),
  paid_elsewhere: words('已在其他渠道缴纳', 'paid elsewhere'),
};

/** Why a refund was left to a person, where we found it ourselves; a channel says it by a code of its own. */
export const LEFT_WORDS: Readonly<Record<string, Words>> = {
  too_old_for_channel: words('超过渠道退款期限', 'too old for the channel'),
  too_many_for_channel: words('超过渠道退款次数', 'too many refunds for the channel'),
};

/** What came of telling a service: `status 500`, `timeout`. */
export function deliveryWords(result: string): Words {
  const [, status] = /^status (\d+)$/.exec(result) ?? [];
  if (status !== undefined) return words(`应答 ${status}`, `answered ${status}`);
  return (FAILURE_WORDS as Readonly<Record<string, Words>>)[result] ?? words(result, result);
}
