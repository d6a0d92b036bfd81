import type { Affair } from '../../../src/affairs/affair';
import { unitPrice } from '../../../src/affairs/price-rule';
import { isBusinessDay } from '../../../src/kernel/business-day';
import { getServedOn } from '../../../src/fines/decision';
import { decisionOf } from '../../../src/fines/fine';
import { TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import { catalogue } from '../../../prisma/catalogue';
import { exampleFines } from '../../../prisma/seeding';

const codes = catalogue.map((affair) => affair.code);
const affairOf = (code: string) => catalogue.find((affair) => affair.code === code);

/** Values that should be the same wherever the key is: the keys where they are not. */
function ambiguous(pairs: readonly (readonly [key: string, value: string])[]): string[] {
  const keys = [...new Set(pairs.map(([key]) => key))];
  return keys.filter(
    (key) => new Set(pairs.filter((pair) => pair[0] === key).map((pair) => pair[1])).size > 1,
  );
}

describe('the catalogue', () => {
  test('has at least 15 affairs, the traffic fine and the passport among them', () => {
    expect(codes.length).toBeGreaterThanOrEqual(15);
    expect(affairOf('traffic-fine')).toMatchObject({
      kind: 'fine',
      priceRule: { kind: 'open', minFen: 2000n, maxFen: 500_000n },
    });
    expect(affairOf('pedestrian-fine')).toMatchObject({
      kind: 'fine',
      priceRule: { kind: 'open', minFen: 500n, maxFen: 5000n },
    });
    expect(affairOf('passport')).toMatchObject({
      kind: 'fee',
      priceRule: { kind: 'fixed', unitFen: 12_000n },
    });
  });

  test('names every affair once, in lower case with hyphens', () => {
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code))).toEqual([]);
  });

  test('an agency has one name and an income item one name and one agency', () => {
    expect(ambiguous(catalogue.map(({ agency }) => [agency.code, agency.nameZh + agency.nameEn]))).toEqual(
      [],
    );
    expect(
      ambiguous(catalogue.map(({ incomeItem, agency }) => [incomeItem.code, incomeItem.name + agency.code])),
    ).toEqual([]);
  });

  test.each(catalogue.map((affair) => [affair.code, affair] as const))(
    '%s is complete',
    (_code, affair: Affair) => {
      const { nameZh, nameEn, agency, incomeItem, unitName } = affair;
      expect(
        [nameZh, nameEn, agency.nameZh, agency.nameEn, incomeItem.name, unitName].filter((text) => !text),
      ).toEqual([]);
      expect(`${agency.code}${incomeItem.code}`).toMatch(/^\d+$/);
      expect(
        [nameZh, agency.nameZh, incomeItem.name, unitName].filter((text) => !/\p{Script=Han}/u.test(text)),
      ).toEqual([]);
    },
  );

  test.each(catalogue.map(({ code, priceRule }) => [code, priceRule] as const))(
    '%s costs something',
    (_code, rule) => {
      const lowest = rule.kind === 'fixed' ? rule.unitFen : rule.minFen;
      expect(lowest).toBeGreaterThan(0n);
      if (rule.kind === 'open') expect(rule.maxFen).toBeGreaterThan(rule.minFen);
    },
  );
});

describe('the example fines', () => {
  test('are decisions of 15 digits, each once', () => {
    const numbers = exampleFines.map((fine) => fine.decisionNo);
    expect(numbers.filter((number) => !/^\d{15}$/.test(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(exampleFines.filter(({ checkDigit }) => checkDigit !== null && !/^\d$/.test(checkDigit))).toEqual(
      [],
    );
  });

  test('are about fines of the catalogue, with an amount that it allows', () => {
    for (const fine of exampleFines) {
      const { affairCode, amountFen } = fine;
      const affair = affairOf(affairCode);
      expect(affair?.kind).toBe('fine');
      expect(unitPrice(affair!.priceRule, { amountFen }, '2026-11-24')).toEqual({ unitFen: amountFen });
      expect(isBusinessDay(getServedOn(decisionOf(fine), '2026-11-24', TRAFFIC_FINE_RULES))).toBe(true);
    }
  });

  test('have the one that the documentation pays: 200.00 yuan', () => {
    expect(exampleFines).toContainEqual(
      expect.objectContaining({
        decisionNo: '310115190000123',
        checkDigit: '4',
        affairCode: 'traffic-fine',
        amountFen: 20_000n,
      }),
    );
  });
});
