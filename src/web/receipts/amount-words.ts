import Nzh from 'nzh';
import { formatYuan } from '../../kernel/money';
import type { Fen } from '../../kernel/money';

/**
 * An amount in the characters of cheques and receipts (大写金额): `32600n` is 叁佰贰拾陆元整. What has no fen ends in 整
 * (支付结算办法 附件一 "正确填写票据和结算凭证的基本规定"). What a red receipt takes back begins with 负.
 */
export function amountInWords(amountFen: Fen): string {
  if (amountFen < 0n) return `负${amountInWords(-amountFen)}`;
  return Nzh.cn.toMoney(formatYuan(amountFen), { outSymbol: false, forceZheng: true });
}
