import fc from 'fast-check';
import { formatBeijingLocal, parseBeijingLocal } from '../../../src/kernel/business-day';

describe('local times of statements', () => {
  test('are read as they are written', () => {
    const between = { min: new Date('1990-01-01'), max: new Date('2199-12-31'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(between), (at) => {
        const second = new Date(Math.floor(at.getTime() / 1000) * 1000);
        expect(parseBeijingLocal(formatBeijingLocal(at))).toEqual(second);
      }),
    );
    expect(parseBeijingLocal('2026-11-27 00:00:00')).toEqual(new Date('2026-11-26T16:00:00Z'));
    expect(parseBeijingLocal('2028-02-29 23:59:59')).toEqual(new Date('2028-02-29T15:59:59Z'));
  });

  test.each([
    '2026-02-30 10:00:00',
    '2026-02-29 10:00:00',
    '2026-04-31 10:00:00',
    '2026-13-01 10:00:00',
    '2026-00-10 10:00:00',
    '2026-01-00 10:00:00',
    '2026-01-01 24:00:00',
    '2026-01-01 10:60:00',
    '2026-01-01 10:00:60',
    '2026-01-01T10:00:00',
    '2026-1-01 10:00:00',
    '2026-01-01 10:00',
    ' 2026-01-01 10:00:00',
    '',
  ])('%j is none', (text) => expect(() => parseBeijingLocal(text)).toThrow(RangeError));
});
