import { destroyableFrom, retentionOf } from '../../../src/days/retention';

describe('what a day leaves behind (R36)', () => {
  test('vouchers are kept for 30 years after the fiscal year, statements of the bank for 10', () => {
    const settled = { day: '2026-03-15', isSettled: true };
    expect(destroyableFrom('vouchers', settled)).toBe('2057-01-01');
    expect(destroyableFrom('bank_statements', settled)).toBe('2037-01-01');
    expect(destroyableFrom('vouchers', { day: '2026-12-31', isSettled: true })).toBe('2057-01-01');
    expect(destroyableFrom('vouchers', { day: '2027-01-01', isSettled: true })).toBe('2058-01-01');
  });

  test('nothing of a day with something unsettled may ever be destroyed', () => {
    expect(new Set(Object.values(retentionOf('1970-03-15', false)))).toEqual(new Set([null]));
  });
});
