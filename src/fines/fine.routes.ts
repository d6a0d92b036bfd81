import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { invalidFields } from '../kernel/invalid';
import { readDecisionNo } from './decision-no';
import type { DecisionNo, DecisionNoProblem } from './decision-no';
import { fineIn, fineOut, toFactors, toFine, toFineOut } from './fine.schema';
import type { FineService } from './fine.service';

const PROBLEMS: Readonly<Record<DecisionNoProblem, string>> = {
  space: 'The number has a space in it.',
  full_width: 'The number has full-width digits; use 0 to 9.',
  not_digits: 'The number has something else than digits.',
  length: 'The number must have 15 digits, or 16 with the check digit.',
};

/** What departments tell of their penalty decisions. */
export function fineEndpoints(fines: Pick<FineService, 'saveFine'>): Endpoint[] {
  return [
    defineEndpoint({
      method: 'put',
      path: '/v1/fines/{decision_no}',
      operationId: 'putFine',
      summary: 'Tell a penalty decision, or how it stands now; told again it changes nothing',
      tag: 'Fines',
      scope: 'fines',
      body: fineIn,
      answers: {
        200: { description: 'It was known, and stands as told', schema: fineOut },
        201: { description: 'It was not known before', schema: fineOut },
      },
      handle: async ({ params, body }) => {
        const told = toFine(decisionNoOf(params.decision_no ?? ''), body);
        const { fine, isNew } = await fines.saveFine(told, toFactors(body));
        return reply(isNew ? 201 : 200, toFineOut(fine));
      },
    }),
  ];
}

/** @throws REQUEST_INVALID: another system's number is refused rather than corrected (domain R11) */
function decisionNoOf(text: string): DecisionNo {
  const read = readDecisionNo(text);
  if (!('problem' in read)) return read;
  throw invalidFields([{ in: 'path', pointer: '/decision_no', message: PROBLEMS[read.problem] }]);
}
