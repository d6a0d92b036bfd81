import * as claimErrors from '../../../src/claims/claim.errors';
import * as dayErrors from '../../../src/days/day.errors';
import * as fineErrors from '../../../src/fines/fine.errors';
import * as registerErrors from '../../../src/fines/register.errors';
import * as orderErrors from '../../../src/orders/order.errors';
import * as receiptErrors from '../../../src/receipts/receipt.errors';
import * as bankErrors from '../../../src/reconciliation/bank/bank.errors';
import * as reconciliationErrors from '../../../src/reconciliation/reconciliation.errors';
import * as resolutionErrors from '../../../src/reconciliation/resolution.errors';
import * as payeeErrors from '../../../src/refunds/payee-account.errors';
import * as refundErrors from '../../../src/refunds/refund.errors';
import * as reportErrors from '../../../src/reports/report.errors';
import * as serviceErrors from '../../../src/services/service.errors';
import * as remittanceErrors from '../../../src/settlement/remittance.errors';
import * as staffErrors from '../../../src/staff/staff.errors';
import { problemOfAny } from '../../../src/http/problem';
import type { Reply } from '../../../src/http/endpoint';
import { AppError, type ErrorKind } from '../../../src/kernel/errors';
import { invalidFields } from '../../../src/kernel/invalid';

const jsonOf = ({ body }: Reply): Record<string, unknown> =>
  JSON.parse(body && 'text' in body ? body.text : '{}') as Record<string, unknown>;

test.each<[ErrorKind, number]>([
  ['malformed', 400],
  ['unauthenticated', 401],
  ['forbidden', 403],
  ['not-found', 404],
  ['conflict', 409],
  ['invalid', 422],
  ['rejected', 422],
  ['unavailable', 503],
  ['outcome-unknown', 503],
])('an error of the kind %s is answered with %i', (kind, status) => {
  const answer = problemOfAny(new AppError(kind, 'SOME_CODE', { message: 'What happened.' }));
  expect(answer.status).toBe(status);
  expect(jsonOf(answer)).toEqual({
    type: 'urn:tongfu:problem:SOME_CODE',
    title: expect.any(String),
    status,
    code: 'SOME_CODE',
    detail: 'What happened.',
  });
});

test.each<[ErrorKind, string | undefined]>([
  ['unavailable', '5'],
  ['outcome-unknown', '5'],
  ['conflict', undefined],
  ['rejected', undefined],
])('of the kind %s, the time to come again is %s', (kind, seconds) => {
  expect(problemOfAny(new AppError(kind, 'CODE', { message: '' })).headers?.['Retry-After']).toBe(seconds);
});

test('the facts of an error never take the place of what every problem has', () => {
  const details = { status: 'paid', type: 'x', code: 'x', title: 'x', detail: 'x' };
  const json = jsonOf(
    problemOfAny(new AppError('conflict', 'ORDER_NOT_OPEN', { message: 'Not open.', details })),
  );
  expect(json).toMatchObject({ status: 409, code: 'ORDER_NOT_OPEN', detail: 'Not open.', details });
});

test('bad fields stand beside the facts, where every client looks for them', () => {
  const errors = [{ in: 'body' as const, pointer: '/items/0/affair', message: 'There is no such affair.' }];
  const json = jsonOf(problemOfAny(invalidFields(errors)));
  expect(json.errors).toEqual(errors);
  expect(json).not.toHaveProperty('details');
});

test.each([
  new Error('password=hunter2 at /srv/app'),
  'hunter2',
  null,
  undefined,
  { status: 200, message: 'hunter2' },
  { status: 599, code: 'hunter2' },
])('what nobody expected (%#) is answered with 500 and shows nothing of itself', (thrown) => {
  const answer = problemOfAny(thrown);
  expect(answer.status).toBe(500);
  expect(jsonOf(answer).code).toBe('INTERNAL_ERROR');
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|srv/);
});

test.each([
  ['decisions', fineErrors],
  ['the register', registerErrors],
  ['orders', orderErrors],
  ['services', serviceErrors],
  ['claims', claimErrors],
  ['closed days', dayErrors],
  ['receipts', receiptErrors],
  ['bank files', bankErrors],
  ['reconciliations', reconciliationErrors],
  ['resolutions', resolutionErrors],
  ['accounts of payees', payeeErrors],
  ['refunds', refundErrors],
  ['reports', reportErrors],
  ['remittances', remittanceErrors],
  ['the staff', staffErrors],
])('every refusal about %s is said in Chinese, too', (_, errors: Readonly<Record<string, unknown>>) => {
  const declared = Object.values(errors).filter((one) => typeof one === 'function');
  expect(declared.length).toBeGreaterThan(1);
  for (const declare of declared) {
    const { body } = problemOfAny((declare as () => AppError)(), 'zh-CN');
    const { detail } = JSON.parse((body as { text: string }).text) as { detail: string };
    expect(detail).toMatch(/\p{Script=Han}/u);
  }
});

test.each([
  ['a body that is too large', { type: 'entity.too.large' }, 'BODY_TOO_LARGE'],
  ['half a document', { type: 'entity.parse.failed' }, 'MALFORMED_JSON'],
  ['a body that is not UTF-8', { type: 'entity.verify.failed' }, 'MALFORMED_JSON'],
  ['an encoding that nobody knows', { type: 'encoding.unsupported' }, 'ENCODING_UNSUPPORTED'],
  ['a charset that nobody knows', { type: 'charset.unsupported' }, 'CHARSET_UNSUPPORTED'],
  ['a request that is no HTTP', { status: 400 }, 'MALFORMED_REQUEST'],
  ['a bug of ours', new Error('hunter2'), 'INTERNAL_ERROR'],
  ['too much to do', new AppError('unavailable', 'OVERLOADED', { message: 'Busy.' }), 'OVERLOADED'],
  [
    'a database that is away',
    new AppError('unavailable', 'DATABASE_UNAVAILABLE', { message: 'Away.' }),
    'DATABASE_UNAVAILABLE',
  ],
])('%s is said in Chinese to whoever prefers it', (_, thrown, code) => {
  const answer = problemOfAny(thrown, 'zh-CN');
  const json = jsonOf(answer);
  expect(json.code).toBe(code);
  expect(answer.headers?.['Content-Language']).toBe('zh-CN');
  for (const text of [json.title, json.detail]) expect(text).toMatch(/^[^a-z]*\p{Script=Han}/u);
});
