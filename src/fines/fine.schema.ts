import { z } from 'zod';
import { businessDay, fen, fenIn, fenOut, lineIn } from '../http/schema';
import { invalidFields } from '../kernel/invalid';
import type { FieldProblem } from '../kernel/invalid';
import { DOCUMENT_TYPES } from './decision';
import { ENGINE_TAIL, LICENCE_TAIL, PLATE } from './factor';
import type { Factor } from './factor';
import type { Revision, ServiceOfProcess } from './decision';
import { readDecisionNo } from './decision-no';
import type { DecisionNo, DecisionNoProblem } from './decision-no';
import type { Fine } from './fine';
import { planIn, planOut, toPlan, toPlanOut } from './plan.schema';

const served = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('handed_over'), on: businessDay }),
    z.strictObject({
      method: z.literal('electronic'),
      sent_on: businessDay,
      proven_arrival_on: businessDay.nullable().default(null),
    }),
    z.strictObject({ method: z.literal('public_notice'), published_on: businessDay }),
  ])
  .meta({ description: 'How the decision reached the party. The term of payment starts with it.' });

const suspension = z.strictObject({
  cause: z.enum(['review', 'litigation']),
  from: businessDay,
  to: businessDay.nullable().meta({ description: 'Null while it goes on.' }),
});

const revisionOf = <T extends z.ZodType>(amount: T) =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('reduced'), on: businessDay, to: amount }),
    z.strictObject({ kind: z.literal('revoked'), on: businessDay }),
  ]);

const common = {
  affair: lineIn(64).meta({ description: 'A code from GET /v1/affairs, of a fine.' }),
  document_type: z
    .enum(DOCUMENT_TYPES)
    .meta({ description: 'Only the two decisions can be paid; the others are known and refused.' }),
};

const HASHED = 'Kept as a keyed hash and never shown; left out, what was told before stays.';

/** What a citizen must know beside the number to find the decision. */
const factorFields = {
  licence_tail: z
    .string()
    .regex(LICENCE_TAIL, 'must be the last four characters of the driving licence')
    .optional()
    .meta({ description: `The last four of the party's driving licence. ${HASHED}` }),
  plate: z
    .string()
    .regex(PLATE, 'must be a number plate without spaces')
    .optional()
    .meta({ description: `The number plate of the vehicle. ${HASHED}` }),
  engine_tail: z
    .string()
    .regex(ENGINE_TAIL, 'must be the last six characters of the engine number')
    .optional()
    .meta({ description: `The last six of its engine number. ${HASHED}` }),
};

export const fineIn = z
  .strictObject({
    ...common,
    amount: fenIn.meta({ description: 'In fen, as first decided, without surcharge.' }),
    obligor: z.strictObject({ name: lineIn(64) }),
    served: served.nullable().meta({ description: 'Null: not served yet, so nothing can be paid.' }),
    suspensions: z.array(suspension).max(50).default([]),
    revision: revisionOf(fenIn).nullable().default(null).meta({ description: 'The last change.' }),
    instalments: planIn.default(null),
    ...factorFields,
  })
  .refine((told) => (told.plate === undefined) === (told.engine_tail === undefined), {
    path: ['engine_tail'],
    message: 'plate and engine_tail go together',
  })
  .meta({ id: 'FineRequest' });

const NUMBER_PROBLEMS: Readonly<Record<DecisionNoProblem, string>> = {
  space: 'The number has a space in it.',
  full_width: 'The number has full-width digits; use 0 to 9.',
  not_digits: 'The number has something else than digits.',
  length: 'The number must have 15 digits, or 16 with the check digit.',
};

/** The number of a decision as a caller writes it into a body; what is wrong with it is said. */
export const decisionNoText = z.string().regex(/^\d{15,16}$/, {
  error: ({ input }) => {
    const read = readDecisionNo(String(input));
    return NUMBER_PROBLEMS['problem' in read ? read.problem : 'length'];
  },
});

/** @throws REQUEST_INVALID: another system's number is refused rather than corrected (domain R11) */
export function decisionNoIn(part: FieldProblem['in'], text: string): DecisionNo {
  const read = readDecisionNo(text);
  if (!('problem' in read)) return read;
  throw invalidFields([{ in: part, pointer: '/decision_no', message: NUMBER_PROBLEMS[read.problem] }]);
}

/** By what the party can find the decision, as far as the department told. */
export function toFactors(body: z.output<typeof fineIn>): Factor[] {
  const { licence_tail: licenceTail, plate, engine_tail: engineTail } = body;
  return [
    ...(licenceTail === undefined ? [] : [{ kind: 'licence', licenceTail } as const]),
    ...(plate === undefined || engineTail === undefined
      ? []
      : [{ kind: 'vehicle', plate, engineTail } as const]),
  ];
}

export const fineOut = z
  .strictObject({
    decision_no: z.string(),
    check_digit: z.string().nullable(),
    ...common,
    amount: fen,
    obligor: z.strictObject({ name: z.string() }),
    served: served.nullable(),
    suspensions: z.array(suspension),
    revision: revisionOf(fen).nullable(),
    instalments: planOut,
  })
  .meta({ id: 'Fine' });

type FineOut = z.output<typeof fineOut>;

/** The decision that a department told. */
export function toFine({ decisionNo, checkDigit }: DecisionNo, body: z.output<typeof fineIn>): Fine {
  const { revision } = body;
  return {
    decisionNo,
    checkDigit,
    affairCode: body.affair,
    documentType: body.document_type,
    amountFen: body.amount,
    obligorName: body.obligor.name,
    serviceOfProcess: body.served && serviceOfProcessOf(body.served),
    suspensions: body.suspensions,
    plan: toPlan(body.instalments),
    revision:
      revision?.kind === 'reduced' ? { kind: 'reduced', on: revision.on, toFen: revision.to } : revision,
  };
}

function serviceOfProcessOf(told: z.output<typeof served>): ServiceOfProcess {
  switch (told.method) {
    case 'handed_over':
      return told;
    case 'electronic':
      return { method: 'electronic', sentOn: told.sent_on, provenArrivalOn: told.proven_arrival_on };
    case 'public_notice':
      return { method: 'public_notice', publishedOn: told.published_on };
  }
}

/** The decision as the API shows it. */
export function toFineOut(fine: Fine): FineOut {
  return {
    decision_no: fine.decisionNo,
    check_digit: fine.checkDigit,
    affair: fine.affairCode,
    document_type: fine.documentType,
    amount: fenOut(fine.amountFen),
    obligor: { name: fine.obligorName },
    served: fine.serviceOfProcess && servedOut(fine.serviceOfProcess),
    suspensions: [...fine.suspensions],
    revision: fine.revision && revisionOut(fine.revision),
    instalments: toPlanOut(fine.plan),
  };
}

function servedOut(service: ServiceOfProcess): FineOut['served'] {
  switch (service.method) {
    case 'handed_over':
      return service;
    case 'electronic':
      return {
        method: 'electronic',
        sent_on: service.sentOn,
        proven_arrival_on: service.provenArrivalOn,
      };
    case 'public_notice':
      return { method: 'public_notice', published_on: service.publishedOn };
  }
}

function revisionOut(revision: Revision): FineOut['revision'] {
  return revision.kind === 'reduced'
    ? { kind: 'reduced', on: revision.on, to: fenOut(revision.toFen) }
    : revision;
}
