import { defineEndpoint, reply } from '../http/endpoint';
import type { Endpoint } from '../http/endpoint';
import { followedFineOut, toFollowedFineOut } from './fine-report.schema';
import type { FineReportService } from './fine-report.service';
import type { FineReturnService } from './fine-return.service';
import { decisionNoIn, fineIn, fineOut, toFactors, toFine, toFineOut } from './fine.schema';
import type { FineService } from './fine.service';
import { FineNotFound } from './register.errors';

interface FineRouteDeps {
  fines: Pick<FineService, 'saveFine' | 'findFine' | 'findBalance'>;
  fineReports: Pick<FineReportService, 'listReports'>;
  fineReturns: Pick<FineReturnService, 'listReturns'>;
}

/** What departments tell of their penalty decisions, and what their register knows of the payments. */
export function fineEndpoints(deps: FineRouteDeps): Endpoint[] {
  const { fines } = deps;
  return [
    defineEndpoint({
      method: 'put',
      path: '/v1/fines/{decision_no}',
      operationId: 'putFine',
      summary:
        "Tell a penalty decision of the key's agency, or how it stands now; told again it changes nothing",
      tag: 'Fines',
      scope: 'fines',
      body: fineIn,
      answers: {
        200: { description: 'It was known, and stands as told', schema: fineOut },
        201: { description: 'It was not known before', schema: fineOut },
      },
      handle: async ({ params, body, service }) => {
        const fine = toFine(decisionNoIn('path', params.decision_no ?? ''), body);
        const saved = await fines.saveFine({ fine, factors: toFactors(body) }, service.agencyCode);
        return reply(saved.isNew ? 201 : 200, toFineOut(saved.fine));
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
        const { decisionNo } = decisionNoIn('path', params.decision_no ?? '');
        return reply(200, await followedFine(deps, decisionNo));
      },
    }),
  ];
}

async function followedFine({ fines, fineReports, fineReturns }: FineRouteDeps, decisionNo: string) {
  const fine = await fines.findFine(decisionNo);
  const reports = await fineReports.listReports(decisionNo);
  if (!fine && reports.length === 0) throw FineNotFound();
  const balance = await fines.findBalance(decisionNo);
  const returns = await fineReturns.listReturns(decisionNo);
  return toFollowedFineOut(decisionNo, { fine, balance, reports, returns });
}
