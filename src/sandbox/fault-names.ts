import { impossibleOn, KINDS } from './faults';
import type { FaultTarget } from './faults';

type Name = readonly [zh: string, en: string];

/** What a fault happens to, for people. */
export const TARGET_NAMES: Readonly<Record<FaultTarget, Name>> = {
  notification: ['通知', 'Notifications'],
  create: ['下单', 'Opening a payment'],
  query: ['查询', 'Asking'],
  close: ['关单', 'Closing'],
  refund: ['退款', 'Refunds'],
  bill: ['申请对账单', 'Asking for a statement'],
  download: ['下载对账单', 'Downloading a statement'],
  statement: ['对账单内容', 'What a statement says'],
};

/** What happens, for people; a kind that happens to several things has one name. */
const KIND_NAMES: Readonly<Record<string, Name>> = {
  error_before: ['办理前报错', 'Fail before it is done'],
  error_after: ['办理后报错', 'Do it, then fail'],
  hang: ['办理后不答复', 'Do it and never answer'],
  reset: ['断开连接', 'Reset the connection'],
  delay: ['延迟', 'Be late'],
  rate_limited: ['限流', 'Too many requests'],
  unsigned: ['无签名', 'No signature'],
  bad_signature: ['签名错误', 'A wrong signature'],
  stale_timestamp: ['时间戳过旧', 'An old timestamp'],
  unknown_serial: ['未知证书序列号', 'An unknown certificate'],
  signtest: ['签名探测', 'A signature test'],
  html_502: ['网关 502 网页', 'A 502 page of a gateway'],
  truncated_json: ['答复被截断', 'A cut-off answer'],
  huge_body: ['超大答复', 'A huge answer'],
  redirect: ['重定向', 'A redirect'],
  outcome: ['退款异常', 'An abnormal refund'],
  lose: ['丢失', 'Lose one'],
  duplicate: ['重复', 'Send it twice'],
  reorder: ['乱序', 'Out of order'],
  tamper: ['篡改内容', 'Tamper with it'],
  forged_copy_first: ['先发伪造的', 'A forged one first'],
  wrong_merchant: ['别家商户的', 'Of another merchant'],
  wrong_currency: ['别的币种', 'In another currency'],
  old_certificate: ['旧证书', 'Of an old certificate'],
  new_id: ['重发时换编号', 'A new id for each try'],
  weak_signature: ['弱签名算法', 'A weak signature'],
  drop_row: ['少一行', 'A row is missing'],
  add_row: ['多一行', 'A row too many'],
  alter_amount: ['金额被改', 'Another amount'],
  alter_fee: ['手续费被改', 'Another fee'],
  alter_status: ['状态被改', 'Another status'],
  duplicate_row: ['一行重复', 'A row twice'],
  wrong_totals: ['合计错误', 'Wrong totals'],
  wrong_hash: ['摘要错误', 'A wrong hash'],
  hash_of_gzip: ['摘要取自压缩文件', 'The hash of the gzip'],
  truncated: ['文件被截断', 'A cut-off file'],
  missing_footer: ['缺汇总行', 'No footer'],
  not_ready: ['尚未生成', 'Not ready'],
  bomb: ['压缩炸弹', 'A zip bomb'],
  unknown_column: ['未知列', 'An unknown column'],
};

/** A fault that can be set. */
export interface KnownFault {
  target: FaultTarget;
  kind: string;
  name: { zh: string; en: string };
  channels: string[];
}

const targets = Object.keys(KINDS) as FaultTarget[];

/** Every fault, in the order of the page, with the channels that can have it. */
export function listKnownFaults(): KnownFault[] {
  return targets.flatMap((target) =>
    KINDS[target].map((kind) => {
      const [zh, en] = nameOf(kind);
      const channels = (['wechat', 'alipay'] as const).filter((it) => !impossibleOn(it, target, kind));
      return { target, kind, name: { zh, en }, channels };
    }),
  );
}

/** A kind without a name shows itself. */
export function nameOf(kind: string): Name {
  return KIND_NAMES[kind] ?? [kind, kind];
}
