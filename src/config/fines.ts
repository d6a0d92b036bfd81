import { z } from 'zod';
import type { Variables, VariableValues } from '../kernel/variables';
import { flag, integer } from './core';

/** Where the law is silent, or leaves it to who decides: the city says how its fines are quoted. */
export const fineVariables = {
  FINE_PUBLIC_NOTICE_DAYS: {
    schema: integer(1, 365),
    description: 'Days after its publication on which a public notice counts as served',
    default: '60',
  },
  FINE_REST_DAYS: {
    schema: z.enum(['holidays_and_weekends', 'holidays'], 'must be holidays_and_weekends or holidays'),
    description: 'The days over which a due day rolls',
    default: 'holidays_and_weekends',
  },
  FINE_SUSPENSION_INCLUDES_FIRST_DAY: {
    schema: flag,
    description: 'Runs no surcharge on the day on which a review or litigation was accepted',
    default: 'true',
  },
  FINE_SUSPENSION_INCLUDES_LAST_DAY: {
    schema: flag,
    description: 'Runs no surcharge on the day on which the decision of a review or litigation was served',
    default: 'true',
  },
  FINE_PLAN_DUE_DAYS_ROLL: {
    schema: flag,
    description: 'Lets the due days of an instalment plan roll over rest days as well',
    default: 'true',
  },
  FINE_MISSED_PART_SURCHARGE: {
    schema: z.enum(['on_missed_part', 'none'], 'must be on_missed_part or none'),
    description: 'Whether an instalment that was missed bears surcharge, of its own amount',
    default: 'on_missed_part',
  },
  FINE_SURCHARGE_AFTER_REDUCTION: {
    schema: z.enum(
      ['on_reduced_amount', 'on_decided_amount'],
      'must be on_reduced_amount or on_decided_amount',
    ),
    description: 'What the surcharge of a reduced fine is computed from',
    default: 'on_reduced_amount',
  },
  FINE_ROUNDING: {
    schema: z.enum(['half_up', 'down'], 'must be half_up or down'),
    description: 'How a fraction of a fen of surcharge is rounded',
    default: 'half_up',
  },
  FINE_PROCESSING_URL: {
    schema: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
    isOptional: true,
    description:
      'Where a citizen has a violation dealt with that is no decision yet; without it the page names the office only',
  },
} as const satisfies Variables;

/** The policy by which fines are quoted. */
export type FinePolicySettings = ReturnType<typeof finePolicyOf>;

/** The settings under the names that the rules of a quote have. */
export function finePolicyOf(values: VariableValues<typeof fineVariables>) {
  return Object.freeze({
    publicNoticeDays: values.FINE_PUBLIC_NOTICE_DAYS,
    restDays: values.FINE_REST_DAYS,
    suspensionIncludesFirstDay: values.FINE_SUSPENSION_INCLUDES_FIRST_DAY,
    suspensionIncludesLastDay: values.FINE_SUSPENSION_INCLUDES_LAST_DAY,
    planDueDaysRoll: values.FINE_PLAN_DUE_DAYS_ROLL,
    surchargeOnMissedPart: values.FINE_MISSED_PART_SURCHARGE,
    surchargeAfterReduction: values.FINE_SURCHARGE_AFTER_REDUCTION,
    rounding: values.FINE_ROUNDING,
  });
}
