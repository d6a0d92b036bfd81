import { DECISION, openFineStage, put, type FineStage } from './support/fines';
import { expectProblem, expectStatus } from './support/stage';

const TODAY = '2026-02-10';

let stage: FineStage;
beforeAll(async () => {
  stage = await openFineStage(`${TODAY}T12:00:00+08:00`);
});
afterAll(() => stage.gateway.close());

let count = 0;
/** A number that no other test has used. */
const newNo = (): string => `31010412${String(++count).padStart(7, '0')}`;

describe('a department tells a decision', () => {
  test('which is created once and then stands as it was told last', async () => {
    const no = newNo();
    const first = expectStatus(await put(stage.police, `${no}7`, DECISION), 201);
    expect(first.json).toEqual({
      ...DECISION,
      decision_no: no,
      check_digit: '7',
      suspensions: [],
      revision: null,
      instalments: null,
    });
    expect(expectStatus(await put(stage.police, `${no}7`, DECISION), 200).json).toEqual(first.json);
    const more = {
      document_type: 'general_decision',
      amount: 200_000,
      served: { method: 'electronic', sent_on: '2026-01-05', proven_arrival_on: '2026-01-08' },
      suspensions: [
        { cause: 'review', from: '2026-01-10', to: '2026-01-20' },
        { cause: 'litigation', from: '2026-01-20', to: null },
      ],
      revision: { kind: 'reduced', on: '2026-02-01', to: 100_000 },
    };
    const told = { ...DECISION, ...more };
    expect(expectStatus(await put(stage.police, no, told), 200).json).toEqual({ ...first.json, ...told });
    const revoked = { ...told, suspensions: [], revision: { kind: 'revoked', on: '2026-02-09' } };
    expect(expectStatus(await put(stage.police, no, revoked), 200).json).toMatchObject(revoked);
  });

  test.each([
    ['not served yet', { served: null }],
    ['by public notice', { served: { method: 'public_notice', published_on: '2026-02-01' } }],
    ['R12: of a kind that cannot be paid', { document_type: 'handling_notice' }],
    ['R13: of exactly 200.00 under the simple procedure', { amount: 20_000 }],
    ['of a person whose name has rare characters and markup', { obligor: { name: '𠮷<b>田</b>\u202e' } }],
  ])('%s', async (_, facts) => {
    const answer = await put(stage.police, newNo(), { ...DECISION, ...facts });
    expect(expectStatus(answer, 201).json).toMatchObject(facts);
  });

  test('at the same moment twice: it is there once', async () => {
    const no = newNo();
    const answers = await Promise.all([1, 2, 3].map(() => put(stage.police, no, DECISION)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  });
});

describe('a decision that cannot be is refused, and nothing is kept', () => {
  test.each([
    ['R11: of 14 digits', '31010419000012'],
    ['R11: of 17 digits', '31010419000012345'],
    ['R11: with letters', '31010419000012A'],
    ['R11: with full-width digits', encodeURIComponent('３１０１０４１９００００１２３')],
    ['R11: with a space', '310104190000%20123'],
  ])('%s', async (_, no) => {
    expect(expectProblem(await put(stage.police, no, DECISION), 422, 'REQUEST_INVALID')).toEqual([
      '/decision_no',
    ]);
  });

  test('R11: with another check digit than the one that is known', async () => {
    const no = newNo();
    expectStatus(await put(stage.police, `${no}4`, DECISION), 201);
    expectProblem(await put(stage.police, `${no}5`, DECISION), 422, 'REQUEST_INVALID');
    expect(expectStatus(await put(stage.police, no, DECISION), 200).json.check_digit).toBe('4');
  });

  test.each<[string, object, string]>([
    ['handed over tomorrow', { served: { method: 'handed_over', on: '2026-02-11' } }, '/served/on'],
    [
      'sent tomorrow',
      { served: { method: 'electronic', sent_on: '2026-02-11', proven_arrival_on: null } },
      '/served/sent_on',
    ],
    [
      'published tomorrow',
      { served: { method: 'public_notice', published_on: '2026-02-11' } },
      '/served/published_on',
    ],
    ['on a day that is none', { served: { method: 'handed_over', on: '2026-02-30' } }, '/served/on'],
    ['of nothing', { amount: 0 }, '/amount'],
    ['of an unknown affair', { affair: 'no-such-fine' }, '/affair'],
    ['of an affair that is no fine', { affair: 'passport' }, '/affair'],
    ['of an unknown kind', { document_type: 'letter' }, '/document_type'],
    ['with a field that is not known', { points: 6 }, '/points'],
  ])('%s', async (_, facts, pointer) => {
    const no = newNo();
    const pointers = expectProblem(
      await put(stage.police, no, { ...DECISION, ...facts }),
      422,
      'REQUEST_INVALID',
    );
    expect(pointers).toContain(pointer);
    expect(await stage.gateway.sql('select 1 from fine where decision_no = $1', [no])).toEqual([]);
  });

  test.each<[string, object, string, string | undefined]>([
    ['14 digits', {}, '请求中有不正确的字段。没有任何改动。', '编号须为 15 位数字，或连同校验位 16 位数字。'],
    [
      'a day to come',
      { served: { method: 'handed_over', on: '2026-02-11' } },
      '请求中有',
      '这一天还没有到。',
    ],
    ['no amount', { amount: undefined }, '请求中有', '缺少这个字段。'],
    ['an amount as text', { amount: '200.00' }, '请求中有', '类型不正确，须为数字。'],
    ['half a fen', { amount: 0.5 }, '请求中有', '类型不正确，须为整数。'],
    ['an amount of nothing', { amount: 0 }, '请求中有', '不能小于 1。'],
    ['a name that is too long', { obligor: { name: '张'.repeat(65) } }, '请求中有', '最多 64 个字符。'],
    ['half of a character', { obligor: { name: '张\ud800' } }, '请求中有', '含有不完整的字符'],
    [
      'no day of the calendar',
      { served: { method: 'handed_over', on: '2026-02-30' } },
      '请求中有',
      '须为日期，例如 2026-11-20。',
    ],
    ['another way to serve', { served: { method: 'by_pigeon' } }, '请求中有', '不是可以使用的任何一种形式。'],
    ['a field too many', { points: 6 }, '请求中有', '没有这个字段。'],
    ['201 yuan under the simple procedure', { amount: 20_100 }, '简易程序的决定不能处以这么高', undefined],
  ])('%s: in Chinese for whoever prefers that', async (what, facts, detail, field) => {
    const no = what === '14 digits' ? '31010419000012' : newNo();
    const answer = await stage.police.call('PUT', `/v1/fines/${no}`, {
      body: { ...DECISION, ...facts },
      headers: { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' },
    });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-language']).toBe('zh-CN');
    expect(answer.json.detail).toContain(detail);
    const errors = answer.json.errors as { message: string }[] | undefined;
    expect(errors?.[0]?.message).toBe(field);
    expect(JSON.stringify(errors ?? [])).not.toContain('messageZh');
  });

  test.each([
    ['zh-CN', '证明的到达日早于发送日'],
    ['en', 'the proven arrival is before the sending'],
  ])('in %s it is said which facts contradict each other', async (language, problem) => {
    const served = { method: 'electronic', sent_on: '2026-01-05', proven_arrival_on: '2026-01-04' };
    const { json } = await stage.police.call('PUT', `/v1/fines/${newNo()}`, {
      body: { ...DECISION, served },
      headers: { 'accept-language': language },
    });
    expect(json).toMatchObject({ code: 'DECISION_INCONSISTENT', details: { problem } });
  });

  test('R13: of 200.01 under the simple procedure', async () => {
    const answer = await put(stage.police, newNo(), { ...DECISION, amount: 20_001 });
    expectProblem(answer, 422, 'SIMPLE_PROCEDURE_LIMIT_EXCEEDED');
  });

  test('R07: with two reviews that overlap', async () => {
    const suspensions = [
      { cause: 'review', from: '2026-01-10', to: '2026-01-20' },
      { cause: 'litigation', from: '2026-01-19', to: null },
    ];
    const answer = await put(stage.police, newNo(), { ...DECISION, suspensions });
    expectProblem(answer, 422, 'SUSPENSIONS_OVERLAP');
  });

  test.each([
    [
      'that arrived before it was sent',
      {
        served: { method: 'electronic', sent_on: '2026-01-05', proven_arrival_on: '2026-01-04' },
      },
    ],
    ['that was reduced to more', { revision: { kind: 'reduced', on: TODAY, to: 30_000 } }],
    [
      'whose review ends before it begins',
      {
        suspensions: [{ cause: 'review', from: '2026-01-20', to: '2026-01-10' }],
      },
    ],
  ])('%s', async (_, facts) => {
    const answer = await put(stage.police, newNo(), { ...DECISION, ...facts });
    expectProblem(answer, 422, 'DECISION_INCONSISTENT');
  });
});

describe('a fine that is paid', () => {
  const paidFine = async (): Promise<string> => {
    const no = await stage.decide();
    const { json } = expectStatus(await stage.orderOn(`${TODAY}T12:00:00+08:00`, [no]), 201);
    await stage.gateway.sql("update orders set status = 'paid', paid_at = now() where id = $1", [json.id]);
    return no;
  };

  test.each([
    ['another amount', { amount: 10_000 }],
    ['another affair', { affair: 'pedestrian-fine' }],
    ['another kind of document', { document_type: 'handling_notice' }],
  ])('cannot be told with %s: what was owed is settled', async (_, facts) => {
    const answer = await put(stage.police, await paidFine(), { ...DECISION, ...facts });
    expectProblem(answer, 409, 'PAID_FINE_UNCHANGEABLE');
  });

  test('R32: can be revoked, with nothing else changed', async () => {
    const revision = { kind: 'revoked', on: TODAY };
    const no = await paidFine();
    const other = await put(stage.police, no, { ...DECISION, revision, affair: 'pedestrian-fine' });
    expectProblem(other, 409, 'PAID_FINE_UNCHANGEABLE');
    expectStatus(await put(stage.police, no, { ...DECISION, revision }), 200);
  });

  test('R32: can be reduced, and not be raised again', async () => {
    const reducedTo = (to: number) => ({ ...DECISION, revision: { kind: 'reduced', on: TODAY, to } });
    const no = await paidFine();
    expectStatus(await put(stage.police, no, reducedTo(10_000)), 200);
    expectProblem(await put(stage.police, no, reducedTo(15_000)), 409, 'PAID_FINE_UNCHANGEABLE');
    expectProblem(await put(stage.police, no, DECISION), 409, 'PAID_FINE_UNCHANGEABLE');
  });

  test('may be told again as it was, or with a name corrected', async () => {
    const no = await paidFine();
    expectStatus(await put(stage.police, no, DECISION), 200);
    expectStatus(await put(stage.police, no, { ...DECISION, obligor: { name: '张叁' } }), 200);
  });
});

test('telling decisions needs the scope of departments, and gives no other', async () => {
  for (const api of [stage.portal, stage.finance]) {
    const answer = await put(api, newNo(), DECISION);
    expectProblem(answer, 403, 'SCOPE_MISSING');
    expect(answer.json.details).toEqual({ scope: 'fines' });
  }
  expectProblem(await stage.police.post('/v1/orders', {}), 403, 'SCOPE_MISSING');
});
