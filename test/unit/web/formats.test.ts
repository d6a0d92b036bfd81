import { maskName } from '../../../src/kernel/mask';
import { formatAmount, formatClock, formatRemaining } from '../../../src/web/shared/formats';

const at = (text: string) => new Date(`${text}+08:00`);
const now = at('2026-11-24T14:00:00');

test.each([
  [0n, '¥0.00'],
  [5n, '¥0.05'],
  [20_000n, '¥200.00'],
  [123_456n, '¥1,234.56'],
  [9_007_199_254_740_993n, '¥90,071,992,547,409.93'],
])('%s fen are shown as %s', (amountFen, text) => {
  expect(formatAmount(amountFen)).toBe(text);
});

test.each([
  ['2026-11-24T14:32:59', '14:32', '14:32'],
  ['2026-11-25T00:05:00', '11月25日 00:05', '25 Nov, 00:05'],
  ['2027-01-02T09:00:00', '2027年1月2日 09:00', '2 Jan 2027, 09:00'],
])('the time %s is told with its day only where it is not today', (text, chinese, english) => {
  expect(formatClock(at(text), now, 'zh-CN')).toBe(chinese);
  expect(formatClock(at(text), now, 'en')).toBe(english);
});

test.each([
  ['2026-11-24T14:00:59', '不到 1 分钟', 'less than 1 minute left'],
  ['2026-11-24T14:12:59', '还剩 12 分钟', '12 min left'],
  ['2026-11-24T16:05:00', '还剩 2 小时 5 分钟', '2 h 5 min left'],
  ['2026-11-25T14:00:00', null, null],
])('what is left until %s is never told as more than it is', (text, chinese, english) => {
  expect(formatRemaining(at(text), now, 'zh-CN')).toBe(chinese);
  expect(formatRemaining(at(text), now, 'en')).toBe(english);
});

test.each([
  ['李', '*'],
  ['李明', '李*'],
  ['欧阳明日', '欧**'],
  ['𠮷田健', '𠮷**'],
])('the name %s is shown as %s', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});
