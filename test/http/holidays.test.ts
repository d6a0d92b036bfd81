import { createHolidayService } from '../../src/fines/holidays.service';
import { YEAR_2027 } from '../support/year-2027';
import { openFineStage, quoteOf, type FineStage } from './support/fines';
import { expectProblem } from './support/stage';

/** Served on this day, a fine falls due on 2027-02-05, the first of the holidays of the Spring Festival. */
const SERVED = { served: { method: 'handed_over', on: '2027-01-21' } };
const NOON = '2027-01-22T12:00:00+08:00';

let stage: FineStage;
const reported: object[] = [];

beforeAll(async () => {
  stage = await openFineStage(NOON);
});
afterAll(() => stage.gateway.close());

const holidays = () =>
  createHolidayService({
    database: stage.gateway.database,
    clock: stage.clock,
    report: (message, facts) => reported.push({ message, ...facts }),
  });

async function alarmsAt(moment: string): Promise<object[]> {
  reported.length = 0;
  stage.clock.moveTo(moment);
  // As many processes as there are, at the same moment.
  await Promise.all([holidays().raiseAlarm(), holidays().raiseAlarm(), holidays().raiseAlarm()]);
  await holidays().raiseAlarm();
  return [...reported];
}

const ALARM_2027 = { message: 'the working days of a year are not loaded', year: 2027 };

test('R02: from 1 October on one alarm a day says that the next year is not loaded', async () => {
  expect(await alarmsAt('2026-09-30T23:59:59+08:00')).toEqual([]);
  expect(await alarmsAt('2026-10-01T00:00:00+08:00')).toEqual([ALARM_2027]);
  expect(await alarmsAt('2026-10-01T23:59:59+08:00')).toEqual([]);
  expect(await alarmsAt('2026-10-02T00:00:00+08:00')).toEqual([ALARM_2027]);
});

test('R02: a fine that falls due in a year that is not loaded is refused, and payable once it is', async () => {
  stage.clock.moveTo(NOON);
  const no = await stage.decide(SERVED);
  expectProblem(await stage.orderOn(NOON, [no]), 422, 'CALENDAR_YEAR_MISSING');
  // One day says nothing of the days around it.
  await holidays().setHoliday(YEAR_2027.find(({ day }) => day === '2027-02-05')!);
  expectProblem(await stage.orderOn(NOON, [no]), 422, 'CALENDAR_YEAR_MISSING');

  expect(await holidays().loadYear(2027, YEAR_2027, 'a notice')).toBeNull();
  expect(quoteOf(await stage.orderOn(NOON, [no]))).toMatchObject({ due_on: '2027-02-15' });
  expect(await alarmsAt('2026-10-03T12:00:00+08:00')).toEqual([]);
});

test('R02: a day that is set otherwise counts for new quotes, and no old one changes', async () => {
  stage.clock.moveTo(NOON);
  const no = await stage.decide(SERVED);
  const order = await stage.orderOn(NOON, [no]);
  const made = quoteOf(order);
  await holidays().setHoliday({ day: '2027-02-15', isWorkday: false, name: '雪灾', source: 'a decision' });
  const read = await stage.portal.get(`/v1/orders/${String(order.json.id)}`);
  expect(quoteOf({ ...read, status: 201 })).toEqual(made);
  const again = await stage.orderOn(NOON, [await stage.decide(SERVED)]);
  expect(quoteOf(again)).toMatchObject({ due_on: '2027-02-16' });

  expect(await holidays().removeHoliday('2027-02-15')).toBe(true);
  const last = await stage.orderOn(NOON, [await stage.decide(SERVED)]);
  expect(quoteOf(last)).toMatchObject({ due_on: made.due_on });
});
