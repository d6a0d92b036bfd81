import { walletText, walletTextInEnglish } from '../../../src/refunds/automatic-reason';

test.each([
  'order_paid_already',
  'fine_paid_already',
  'order_closed',
  'order_expired',
  'paid_elsewhere',
  'revoked',
] as const)('what the gateway writes as the reason of a refund (%s) is read in English as well', (reason) => {
  expect(walletTextInEnglish(walletText(reason))).toMatch(/back$/);
});

test('an amount in such a reason stays what it was', () => {
  expect(walletTextInEnglish(walletText('reduced', 15_050n))).toBe(
    'The fine was reduced to ¥150.50: what was paid beyond goes back',
  );
});

test.each(['重复缴款', '处罚决定已变更为其他元，多缴款项退回', '订单已关闭，款项退回给张三', ''])(
  'what a person wrote is nobody else’s words: %p',
  (text) => expect(walletTextInEnglish(text)).toBeNull(),
);
