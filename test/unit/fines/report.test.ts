import { judgeReport } from '../../../src/fines/fine-report';

const now = new Date('2026-11-24T23:59:30+08:00');
const paid = { status: 'paid', attempts: 0, paidAt: now, bookedOn: null } as const;

test('a payment that the register took without naming a day is looked for in the file of that day', () => {
  const judged = judgeReport(paid, { code: 1, result: 'accepted', bookedOn: null }, now);
  expect(judged).toEqual({
    to: 'reported',
    reason: null,
    isRefundDue: false,
    bookedOn: '2026-11-24',
    retryAt: null,
  });
});

test('the day that the register named is kept, also where a repetition names none', () => {
  const answer = { code: 2, result: 'repeated', bookedOn: null } as const;
  expect(judgeReport({ ...paid, bookedOn: '2026-11-23' }, answer, now).bookedOn).toBe('2026-11-23');
  expect(judgeReport(paid, { ...answer, bookedOn: '2026-11-22' }, now).bookedOn).toBe('2026-11-22');
});

test('what the register cannot place yet is on no day, and is asked about again (code 8)', () => {
  const judged = judgeReport(paid, { code: 8, result: 'accepted_unentered', bookedOn: null }, now);
  expect(judged).toMatchObject({ to: 'reported', bookedOn: null });
  expect(judged.retryAt?.getTime()).toBeGreaterThan(now.getTime());
});
