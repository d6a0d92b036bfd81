import fc from 'fast-check';
import { copyText } from '../../../src/db/copy-text';

test('each row is a line, its values between tabs, as PostgreSQL reads them', () => {
  const at = new Date('2026-11-24T16:00:00.005Z');
  expect(
    copyText([
      ['a', 1, 20_000n, at, null],
      ['tab\tline\nback\\slash\r', '', null],
    ]),
  ).toBe('a\t1\t20000\t2026-11-24T16:00:00.005Z\t\\N\ntab\\tline\\nback\\\\slash\\r\t\t\\N\n');
});

test('any times, one after the other, are what the engine writes', () => {
  const years = { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };
  fc.assert(
    fc.property(fc.array(fc.date({ ...years, noInvalidDate: true })), (times) => {
      expect(copyText(times.map((at) => [at]))).toBe(times.map((at) => `${at.toISOString()}\n`).join(''));
    }),
  );
});
