import fc from 'fast-check';
import type { Priceable } from '../../../src/affairs/price-rule';
import { unitPrice } from '../../../src/affairs/price-rule';
import { readPriceRule, writePriceRule } from '../../../src/affairs/price-rule.store';
import { catalogue } from '../../../prisma/catalogue';

const TODAY = '2026-11-24';

function ruleOf(code: string) {
  const affair = catalogue.find((one) => one.code === code);
  if (!affair) throw new Error(`no affair ${code}`);
  return affair.priceRule;
}

const priceOf = (code: string, said: Priceable = {}) => unitPrice(ruleOf(code), said, TODAY);

const disputed = (yuan: number, halved = false): Priceable => ({
  pricedBy: { basis_amount: yuan * 100, halved },
});

describe('a court fee is found from the sum in dispute', () => {
  test.each([
    ['R38: 250,000 yuan', disputed(250_000), 505_000n],
    ['R38: the same in a summary procedure', disputed(250_000, true), 252_500n],
    ['R38: 10,000 yuan', disputed(10_000), 5_000n],
    ['nothing in dispute', disputed(0), 5_000n],
    ['half of the least', disputed(1, true), 2_500n],
    // Art. 13, bracket by bracket: each first yuan of the next one.
    ['10,001 yuan', disputed(10_001), 5_003n],
    ['100,000 yuan', disputed(100_000), 230_000n],
    ['200,000 yuan', disputed(200_000), 430_000n],
    ['500,000 yuan', disputed(500_000), 880_000n],
    ['1,000,000 yuan', disputed(1_000_000), 1_380_000n],
    ['2,000,000 yuan', disputed(2_000_000), 2_280_000n],
    ['5,000,000 yuan', disputed(5_000_000), 4_680_000n],
    ['10,000,000 yuan', disputed(10_000_000), 8_180_000n],
    ['20,000,000 yuan', disputed(20_000_000), 14_180_000n],
    ['30,000,000 yuan', disputed(30_000_000), 19_180_000n],
  ])('%s', (_, said, unitFen) => {
    expect(priceOf('court-fee-property', said)).toEqual({ unitFen });
  });

  test('and a court that has reckoned itself names it, within the range', () => {
    expect(priceOf('court-fee-property', { amountFen: 505_000n })).toEqual({ unitFen: 505_000n });
    expect(priceOf('court-fee-property', { amountFen: 505_000n, ...disputed(250_000) })).toEqual({
      unitFen: 505_000n,
    });
    expect(priceOf('court-fee-property', { amountFen: 505_001n, ...disputed(250_000) })).toEqual({
      problem: 'amount-differs',
    });
    expect(priceOf('court-fee-property')).toEqual({ problem: 'amount-missing' });
  });

  test('it never falls as the sum grows, and half of it is half to the fen', () => {
    const sum = fc.nat({ max: 10_000_000_000 });
    const fenOf = (basisFen: number, halved: boolean): bigint => {
      const price = priceOf('court-fee-property', { pricedBy: { basis_amount: basisFen, halved } });
      if ('problem' in price) throw new Error(price.problem);
      return price.unitFen;
    };
    fc.assert(
      fc.property(sum, sum, (one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const distance = fenOf(less, false) - 2n * fenOf(less, true);
        return fenOf(less, false) <= fenOf(more, false) && distance >= -1n && distance <= 1n;
      }),
    );
  });
});

test('R39: two dwellings and one further certificate cost 80.00 each and 10.00', () => {
  expect([priceOf('real-estate-home'), priceOf('real-estate-certificate')]).toEqual([
    { unitFen: 8_000n },
    { unitFen: 1_000n },
  ]);
});

describe('R40: a price that has changed is that of the day of acceptance', () => {
  test.each([
    ['2019-06-30', 16_000n],
    ['2019-07-01', 12_000n],
    [TODAY, 12_000n],
    ['2001-01-01', 16_000n],
  ])('%s', (day, unitFen) => {
    expect(priceOf('passport', { pricedBy: { accepted_on: day } })).toEqual({ unitFen });
  });

  test('and today where none is named; never a day that has not come', () => {
    expect(priceOf('passport')).toEqual({ unitFen: 12_000n });
    expect(priceOf('passport', { pricedBy: { accepted_on: '2026-11-25' } })).toEqual({
      problem: 'accepted-later',
    });
  });
});

test.each([
  ['an amount where the price is fixed', 'passport', { amountFen: 12_000n }, 'amount-not-accepted'],
  ['a sum where the price is fixed', 'passport', disputed(1), 'basis-not-accepted'],
  [
    'a day where there is a scale',
    'court-fee-property',
    { pricedBy: { accepted_on: TODAY } },
    'basis-not-accepted',
  ],
  [
    'a sum where the caller names the amount',
    'traffic-fine',
    { ...disputed(1), amountFen: 20_000n },
    'basis-not-accepted',
  ],
  [
    'a sum whose fee is over the range',
    'court-fee-property',
    disputed(90_000_000_000),
    'amount-out-of-range',
  ],
])('%s is refused', (_, code, said, problem) => {
  expect(priceOf(code, said)).toEqual({ problem });
});

test('every rule of the catalogue comes back from the database as it was', () => {
  const rules = catalogue.map(({ priceRule }) => priceRule);
  const stored = JSON.parse(JSON.stringify(rules.map(writePriceRule))) as unknown[];
  expect(stored.map(readPriceRule)).toEqual(rules);
});
