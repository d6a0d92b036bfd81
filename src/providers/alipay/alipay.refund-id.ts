/**
 * Alipay gives a refund no number of its own, and the merchant's request number is unique within its trade only:
 * together they name one movement of money.
 */
export function refundIdOf(tradeNo: string, outRefundNo: string): string {
  return `${tradeNo}:${outRefundNo}`;
}
