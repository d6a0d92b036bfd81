import fc from 'fast-check';
import { blockersOf } from '../../../src/days/blockers';
import { accountDays, figuresOf, imbalancesOf, isSameDay, type Movement } from '../../../src/days/day';
import { readSeal, sealDay, SEAL_ROOT } from '../../../src/days/seal';
import { generateKeyPairSync } from 'node:crypto';
import { certificateFacts } from '../../../src/web/days/certificate-facts';

const move = (kind: string, [debit, credit]: readonly [string, string], yuan: number): Movement => {
  const [name = '', destination = null] = kind.split(' to ');
  return { kind: name, debit, credit, destination, amountFen: BigInt(yuan * 100) };
};
const [CLEARING, PAYABLE, SUSPENSE, BANK] = ['clearing:w', 'payable:1:2', 'suspense:w', 'bank'] as const;

/** Of R28. */
const EXAMPLE: Movement[] = [
  move('collection', [CLEARING, PAYABLE], 20_000),
  move('suspense', [CLEARING, SUSPENSE], 326),
  move('refund', [PAYABLE, CLEARING], 200),
  move('remittance to treasury', [PAYABLE, BANK], 19_000),
  move('remittance to special', [PAYABLE, BANK], 1_500),
];
const OPENING = new Map([[PAYABLE, 100_000n]]);

test('R28: 1 000 + 20 000 + 326 − 200 − 19 000 − 1 500 = 626.00', () => {
  const accounts = accountDays(OPENING, EXAMPLE);
  expect(figuresOf(accounts, EXAMPLE)).toEqual({
    ...{ openingFen: 100_000n, normalFen: 2_000_000n, suspenseFen: 32_600n, refundedFen: 20_000n },
    ...{ treasuryFen: 1_900_000n, specialFen: 150_000n, adjustedFen: 0n, closingFen: 62_600n },
  });
});

test('a claim makes income of what was in suspense, and a correction by hand stands by itself', () => {
  const more = [
    ...EXAMPLE,
    move('claim', [SUSPENSE, PAYABLE], 300),
    move('adjustment', [PAYABLE, SUSPENSE], 5),
    move('write_off', ['write_off:w', PAYABLE], 7),
    move('fee', ['fee_expense:w', CLEARING], 9),
  ];
  const figures = figuresOf(accountDays(OPENING, more), more);
  expect(figures).toMatchObject({ normalFen: 2_030_000n, suspenseFen: 2_600n, adjustedFen: 700n });
  expect(figures.closingFen).toBe(63_300n);
});

const account = fc.constantFrom(CLEARING, PAYABLE, SUSPENSE, BANK, 'fee_expense:w');
const movement = fc
  .record({
    kind: fc.constantFrom('collection', 'suspense', 'claim', 'refund', 'remittance', 'reversal', 'fee'),
    destination: fc.constantFrom(null, 'treasury', 'special', 'other'),
    debit: account,
    credit: account,
    amountFen: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  })
  .filter(({ debit, credit }) => debit !== credit);

test('whatever was posted, the columns add up to the closing, and every account to its own', () => {
  fc.assert(
    fc.property(
      fc.array(movement),
      fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n }),
      (movements, opening) => {
        const accounts = accountDays(new Map([[PAYABLE, opening]]), movements);
        const f = figuresOf(accounts, movements);
        expect(
          f.openingFen +
            f.normalFen +
            f.suspenseFen -
            f.refundedFen -
            f.treasuryFen -
            f.specialFen +
            f.adjustedFen,
        ).toBe(f.closingFen);
        const stored = accounts.map((it) => {
          const isHeld = /^(payable|suspense):/.test(it.account);
          const [debitFen, creditFen] = isHeld ? [it.outFen, it.inFen] : [it.inFen, it.outFen];
          return {
            account: it.account,
            beforeFen: isHeld ? -it.openingFen : it.openingFen,
            debitFen,
            creditFen,
          };
        });
        expect(imbalancesOf(accounts, stored)).toEqual([]);
        expect(isSameDay(movements, stored)).toBe(true);
        if (stored[0]) {
          stored[0].creditFen += 1n;
          expect(imbalancesOf(accounts, stored)).toHaveLength(1);
          expect(isSameDay(movements, stored)).toBe(false);
        }
      },
    ),
  );
});

test('a certificate says figures, accounts and hashes', () => {
  const accounts = accountDays(OPENING, EXAMPLE);
  const { privateKey } = generateKeyPairSync('ed25519');
  const digest = { journals: 5, postings: 5, journalsHash: 'rows' };
  const by = { proposedBy: 'stf_1', closedBy: 'stf_2', closedAt: new Date('2026-11-25T01:00:00Z') };
  const figures = figuresOf(accounts, EXAMPLE);
  const seal = sealDay(
    SEAL_ROOT,
    { day: '2026-11-24', digest, accounts, figures, statements: [], ...by },
    privateKey,
  );
  const facts = certificateFacts(seal, {
    nameOf: (id) => `the name of ${id}`,
    channelOf: (code) => ({ zh: `渠道 ${code}`, en: `the channel ${code}` }),
  });
  expect(facts.figures.at(-1)).toEqual({
    name: { zh: '期末余额', en: 'Closing' },
    value: '626.00',
  });
  expect(facts.accounts).toContainEqual({
    name: { zh: '待查收入 · 渠道 w', en: `Suspense · the channel w (${SUSPENSE})` },
    value: '0.00 + 326.00 − 0.00 = 326.00',
  });
  expect(facts.proof.map(({ value }) => value)).toEqual(
    expect.arrayContaining([seal.hash, SEAL_ROOT, 'rows', 'the name of stf_1']),
  );
  expect(readSeal(seal).closed_at).toBe('2026-11-25T09:00:00+08:00');
});

test('nothing prevents a day that has all it needs; each thing that is missing is named', () => {
  const complete = {
    ...{ day: '2026-11-24', now: new Date('2026-11-25T04:00:00Z'), lastClosed: '2026-11-23' },
    ...{
      channels: ['wechat'],
      statements: [{ channel: 'wechat', isMatched: true, isOutdated: false, reason: null }],
    },
    ...{ differences: [], waiting: 0, imbalances: [] },
  };
  expect(blockersOf(complete)).toEqual([]);
  const codes = (more: object) => blockersOf({ ...complete, ...more }).map(({ code }) => code);
  expect(codes({ now: new Date('2026-11-24T15:59:59Z') })).toEqual(['day_not_over']);
  expect(codes({ now: new Date('2026-11-24T16:00:00Z') })).toEqual([]);
  expect(codes({ lastClosed: '2026-11-22' })).toEqual(['day_before_open']);
  expect(codes({ lastClosed: null })).toEqual([]);
  expect(codes({ statements: [] })).toEqual(['statement_missing']);
  expect(codes({ waiting: 3 })).toEqual(['money_waiting']);
});
