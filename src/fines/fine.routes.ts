import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { invalidFields } from '../kernel/invalid';
import { readDecisionNo } from './decision-no';
import type { DecisionNo, DecisionNoProblem } from './decision-no';
import { followedFineOut, toFollowedFineOut } from './fine-report.schema';
import type { FineReportService } from './fine-report.service';
import { fineIn, fineOut, toFactors, toFine, toFineOut } from './fine.schema';
import type { FineService } from './fine.service';
import { FineNotFound } from './register.errors';

const PROBLEMS: Readonly<Record<DecisionNoProblem, string>> = {
  space: 'The number has a space in it.',
  full_width: 'The number has full-width digits; use 0 to 9.',
  not_digits: 'The number has something else than digits.',
  length: 'The number must have 15 digits, or 16 with the check digit.',
};

interface FineRouteDeps {
  fines: Pick<FineService, 'saveFine' | 'findFine' | 'findBalance'>;
  fineReports: Pick<FineReportService, 'listReports'>;
}

/** What departments tell of their penalty decisions, and what their register knows of the payments. */
export function fineEndpoints({ fines, fineReports }: FineRouteDeps): Endpoint[] {
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
    defineEndpoint({
      method: 'get',
      path: '/v1/fines/{decision_no}',
      operationId: 'getFine',
      summary:
        'Read a penalty decision, what is still owed, and how far the reports of its payments have come',
      tag: 'Fines',
      scope: 'fines',
      answers: { 200: { description: 'The decision and its reports', schema: followedFineOut } },
      handle: async ({ params }) => {
        const { decisionNo } = decisionNoOf(params.decision_no ?? '');
        const fine = await fines.findFine(decisionNo);
        const reports = await fineReports.listReports(decisionNo);
        if (!fine && reports.length === 0) throw FineNotFound();
        const balance = await fines.findBalance(decisionNo);
        return reply(200, toFollowedFineOut(decisionNo, { fine, balance, reports }));
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
