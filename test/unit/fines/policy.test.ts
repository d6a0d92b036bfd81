import { finePolicyOf, fineVariables } from '../../../src/config/fines';
import { freezeQuote, thawQuote } from '../../../src/fines/frozen-quote';
import { quote, replayQuote } from '../../../src/fines/quote';
import { rulesUnder, TRAFFIC_FINE_RULES } from '../../../src/fines/quote-rules';
import type { FinePolicy } from '../../../src/fines/quote-rules';
import { readVariables } from '../../../src/kernel/variables';
import { calendar, decision, handedOver } from './decisions';

const { publicNoticeDays, restDays, rounding, ...rest } = TRAFFIC_FINE_RULES;
const DEFAULTS: FinePolicy = {
  publicNoticeDays,
  restDays,
  rounding,
  suspensionIncludesFirstDay: rest.suspensionIncludesFirstDay,
  suspensionIncludesLastDay: rest.suspensionIncludesLastDay,
  planDueDaysRoll: rest.planDueDaysRoll,
  surchargeOnMissedPart: rest.surchargeOnMissedPart,
  surchargeAfterReduction: rest.surchargeAfterReduction,
};

const policyIn = (environment: Record<string, string>) =>
  finePolicyOf(readVariables(fineVariables, environment).values);

const facts = {
  ...handedOver('2026-01-05'),
  suspensions: [{ cause: 'review', from: '2026-01-25', to: '2026-03-10' } as const],
};
const quoteUnder = (policy: Partial<FinePolicy>) =>
  quote(
    { decision: decision(facts), onDay: '2026-03-15', partCount: null },
    rulesUnder({ ...DEFAULTS, ...policy }),
    calendar,
  );

test('the default policy is the rules as they stand, under their plain version', () => {
  expect(rulesUnder(DEFAULTS)).toEqual(TRAFFIC_FINE_RULES);
});

test('R07: both ends of a review are left out, unless the city decides otherwise', () => {
  expect(quoteUnder({}).surchargeFen).toBe(5_400n);
  expect(quoteUnder({ suspensionIncludesFirstDay: false }).surchargeFen).toBe(6_000n);
  expect(
    quoteUnder({ suspensionIncludesFirstDay: false, suspensionIncludesLastDay: false }).surchargeFen,
  ).toBe(6_600n);
});

test('a changed setting shows in the version of the rules, whatever the order of the settings', () => {
  expect(quoteUnder({ rounding: 'down', planDueDaysRoll: false }).rulesVersion).toBe(
    'traffic-fine/1+planDueDaysRoll=false,rounding=down',
  );
});

test('a quote made under another policy is made again alike', () => {
  const kept = thawQuote(freezeQuote(quoteUnder({ suspensionIncludesLastDay: false })));
  expect(replayQuote(kept.input)).toEqual(kept);
  expect(kept.surchargeFen).toBe(6_000n);
});

test('every setting is read from the environment', () => {
  const changed = {
    FINE_PUBLIC_NOTICE_DAYS: '30',
    FINE_REST_DAYS: 'holidays',
    FINE_SUSPENSION_INCLUDES_FIRST_DAY: 'false',
    FINE_SUSPENSION_INCLUDES_LAST_DAY: 'false',
    FINE_PLAN_DUE_DAYS_ROLL: 'false',
    FINE_MISSED_PART_SURCHARGE: 'none',
    FINE_SURCHARGE_AFTER_REDUCTION: 'on_decided_amount',
    FINE_ROUNDING: 'down',
  };
  expect(policyIn({})).toEqual(DEFAULTS);
  expect(policyIn(changed)).toEqual({
    publicNoticeDays: 30,
    restDays: 'holidays',
    suspensionIncludesFirstDay: false,
    suspensionIncludesLastDay: false,
    planDueDaysRoll: false,
    surchargeOnMissedPart: 'none',
    surchargeAfterReduction: 'on_decided_amount',
    rounding: 'down',
  });
});
