import type { Fen } from '../kernel/money';

/** The articles that a quote rests on, by what they say. Shown on the page and the receipt. */
export interface Articles {
  term: readonly string[];
  electronicService: readonly string[];
  publicNotice: readonly string[];
  roll: readonly string[];
  surcharge: readonly string[];
  cap: readonly string[];
  suspension: readonly string[];
  plan: readonly string[];
}

/**
 * How a quote is made. Law and policy are values here; those that are policy say so, because the law is silent and
 * a city may decide otherwise. Whoever changes a value changes the version: both are kept with every quote.
 */
export interface QuoteRules {
  version: string;
  /** Calendar days from service to the due day; the day of service is not counted. */
  paymentDays: number;
  publicNoticeDays: number;
  /** Surcharge for each day after the due day, in 1/10,000 of the principal; simple, never compound. */
  surchargePermyriadPerDay: number;
  /** The most that the surcharge can become, in 1/10,000 of the principal. */
  capPermyriad: number;
  simpleProcedureLimitFen: Fen;
  /** Policy: which days make a due day roll. The law says 节假日 without saying whether a plain weekend is one. */
  restDays: 'holidays_and_weekends' | 'holidays';
  /** Policy: whether the day on which a review or litigation was accepted is left out. */
  suspensionIncludesFirstDay: boolean;
  /** Policy: whether the day on which its decision was served is left out. */
  suspensionIncludesLastDay: boolean;
  /** Policy: whether a due day named in an instalment plan rolls as well. */
  planDueDaysRoll: boolean;
  /** Policy: whether a missed instalment bears surcharge, of its own amount and at most that; the law is silent. */
  surchargeOnMissedPart: 'on_missed_part' | 'none';
  /** Policy: whether a reduction lowers the surcharge from its first day on, or leaves it on the decided amount. */
  surchargeAfterReduction: 'on_reduced_amount' | 'on_decided_amount';
  /** Policy: a fraction of a fen is rounded once, at the end, before the cap. Amounts in whole yuan have none. */
  rounding: 'half_up' | 'down';
  articles: Articles;
}

/** Traffic fines as the law stood on 2026-11-24, with the default policies. */
export const TRAFFIC_FINE_RULES: QuoteRules = {
  version: 'traffic-fine/1',
  paymentDays: 15,
  publicNoticeDays: 60,
  surchargePermyriadPerDay: 300,
  capPermyriad: 10_000,
  simpleProcedureLimitFen: 200_00n,
  restDays: 'holidays_and_weekends',
  suspensionIncludesFirstDay: true,
  suspensionIncludesLastDay: true,
  planDueDaysRoll: true,
  surchargeOnMissedPart: 'on_missed_part',
  surchargeAfterReduction: 'on_reduced_amount',
  rounding: 'half_up',
  articles: {
    term: ['《行政处罚法》第六十七条', '《道路交通安全法》第一百零八条'],
    electronicService: ['《道路交通安全违法行为处理程序规定》第五十六条'],
    publicNotice: ['《道路交通安全违法行为处理程序规定》第五十五条'],
    roll: ['《公安机关办理行政案件程序规定》第三十五条'],
    surcharge: ['《行政处罚法》第七十二条', '《道路交通安全法》第一百零九条'],
    cap: ['《行政强制法》第四十五条', '《道路交通安全违法行为处理程序规定》第六十条'],
    suspension: ['《行政处罚法》第七十三条'],
    plan: ['《行政处罚法》第六十六条', '《公安机关办理行政案件程序规定》第二百一十七条'],
  },
};

/**
 * What a city can set: what the law leaves open, and the days of a public notice, which are law and stand here for
 * when they change. Everything else of the rules is law.
 */
export type FinePolicy = Pick<
  QuoteRules,
  | 'publicNoticeDays'
  | 'restDays'
  | 'suspensionIncludesFirstDay'
  | 'suspensionIncludesLastDay'
  | 'planDueDaysRoll'
  | 'surchargeOnMissedPart'
  | 'surchargeAfterReduction'
  | 'rounding'
>;

/**
 * The rules under a city's policy. What differs from the defaults stands in the version, so that two quotes of the
 * same version were made alike: 'traffic-fine/1+rounding=down'.
 */
export function rulesUnder(policy: FinePolicy): QuoteRules {
  const changed = Object.entries(policy).filter(
    ([name, value]) => value !== TRAFFIC_FINE_RULES[name as keyof FinePolicy],
  );
  const names = changed.map(([name, value]) => `${name}=${value}`).sort();
  const version = [TRAFFIC_FINE_RULES.version, ...(names.length > 0 ? [names.join(',')] : [])].join('+');
  return { ...TRAFFIC_FINE_RULES, ...policy, version };
}
