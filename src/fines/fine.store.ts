import type { DbClient, Prisma } from '../db/client';
import { dayFromDb, dayToDb } from '../db/rows';
import type { DocumentType, InstalmentPlan, Revision, ServiceOfProcess, Suspension } from './decision';
import type { Fine } from './fine';

export interface FineStore {
  findFines(decisionNos: readonly string[]): Promise<Fine[]>;
  /** Writes decisions over by number. */
  saveFines(fines: readonly Fine[], at: Date): Promise<void>;
}

const withRows = {
  suspensions: { orderBy: { fromOn: 'asc' } },
  instalments: { orderBy: { part: 'asc' } },
} as const satisfies Prisma.FineInclude;

type FineRow = Prisma.FineGetPayload<{ include: typeof withRows }>;

/** Penalty decisions on a client or a transaction; writing one takes several statements. */
export function createFineStore(client: DbClient): FineStore {
  return {
    async findFines(decisionNos) {
      if (decisionNos.length === 0) return [];
      const where = { decisionNo: { in: [...decisionNos] } };
      return (await client.fine.findMany({ where, include: withRows })).map(toFine);
    },
    async saveFines(fines, at) {
      for (const fine of fines) {
        const { decisionNo } = fine;
        const row = toRow(fine, at);
        await client.fine.upsert({ where: { decisionNo }, create: { ...row, createdAt: at }, update: row });
      }
      await client.fineSuspension.deleteMany({
        where: { decisionNo: { in: fines.map((fine) => fine.decisionNo) } },
      });
      await client.fineSuspension.createMany({ data: fines.flatMap(toSuspensionRows) });
      await client.fineInstalment.deleteMany({
        where: { decisionNo: { in: fines.map((fine) => fine.decisionNo) } },
      });
      await client.fineInstalment.createMany({ data: fines.flatMap(toInstalmentRows) });
    },
  };
}

function toRow({ serviceOfProcess, revision, plan, suspensions: _, ...fine }: Fine, at: Date) {
  const columns = {
    ...toServiceColumns(serviceOfProcess),
    ...toRevisionColumns(revision),
    ...toPlanColumns(plan),
  };
  return { ...fine, ...columns, updatedAt: at };
}

function toServiceColumns(service: ServiceOfProcess | null) {
  const columns = { serviceMethod: service?.method ?? null, serviceOn: null, provenArrivalOn: null };
  switch (service?.method) {
    case 'handed_over':
      return { ...columns, serviceOn: dayToDb(service.on) };
    case 'electronic':
      return {
        ...columns,
        serviceOn: dayToDb(service.sentOn),
        provenArrivalOn: service.provenArrivalOn === null ? null : dayToDb(service.provenArrivalOn),
      };
    case 'public_notice':
      return { ...columns, serviceOn: dayToDb(service.publishedOn) };
    case undefined:
      return columns;
  }
}

function toRevisionColumns(revision: Revision | null) {
  return {
    revisionKind: revision?.kind ?? null,
    revisedOn: revision && dayToDb(revision.on),
    reducedToFen: revision?.kind === 'reduced' ? revision.toFen : null,
  };
}

function toPlanColumns(plan: InstalmentPlan | null) {
  return {
    planOrgan: plan?.approval?.organ ?? null,
    planDocumentNo: plan?.approval?.documentNo ?? null,
    planApprovedOn: plan?.approval ? dayToDb(plan.approval.on) : null,
  };
}

function toInstalmentRows({ decisionNo, plan }: Fine) {
  return (plan?.parts ?? []).map(({ dueOn, amountFen }, index) => ({
    decisionNo,
    part: index + 1,
    dueOn: dayToDb(dueOn),
    amountFen,
  }));
}

function toSuspensionRows({ decisionNo, suspensions }: Fine) {
  return suspensions.map(({ cause, from, to }) => ({
    decisionNo,
    cause,
    fromOn: dayToDb(from),
    toOn: to === null ? null : dayToDb(to),
  }));
}

function toFine(row: FineRow): Fine {
  return {
    decisionNo: row.decisionNo,
    checkDigit: row.checkDigit,
    affairCode: row.affairCode,
    documentType: row.documentType as DocumentType,
    amountFen: row.amountFen,
    obligorName: row.obligorName,
    serviceOfProcess: toService(row),
    suspensions: row.suspensions.map(({ cause, fromOn, toOn }) => ({
      cause: cause as Suspension['cause'],
      from: dayFromDb(fromOn),
      to: toOn && dayFromDb(toOn),
    })),
    plan: toPlan(row),
    revision: toRevision(row),
  };
}

function toPlan({ planOrgan, planDocumentNo, planApprovedOn, instalments }: FineRow): InstalmentPlan | null {
  if (instalments.length === 0) return null;
  const approval =
    planOrgan !== null && planDocumentNo !== null && planApprovedOn !== null
      ? { organ: planOrgan, documentNo: planDocumentNo, on: dayFromDb(planApprovedOn) }
      : null;
  return {
    approval,
    parts: instalments.map(({ dueOn, amountFen }) => ({ dueOn: dayFromDb(dueOn), amountFen })),
  };
}

function toService({ serviceMethod, serviceOn, provenArrivalOn }: FineRow): ServiceOfProcess | null {
  if (serviceOn === null) return null;
  const on = dayFromDb(serviceOn);
  if (serviceMethod === 'electronic') {
    const arrival = provenArrivalOn && dayFromDb(provenArrivalOn);
    return { method: 'electronic', sentOn: on, provenArrivalOn: arrival };
  }
  return serviceMethod === 'public_notice'
    ? { method: 'public_notice', publishedOn: on }
    : { method: 'handed_over', on };
}

function toRevision({ revisionKind, revisedOn, reducedToFen }: FineRow): Revision | null {
  if (revisedOn === null) return null;
  const on = dayFromDb(revisedOn);
  return revisionKind === 'reduced' && reducedToFen !== null
    ? { kind: 'reduced', on, toFen: reducedToFen }
    : { kind: 'revoked', on };
}
