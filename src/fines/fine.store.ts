import type { DbClient, Prisma } from '../db/client';
import { dayFromDb, rowsParameter } from '../db/rows';
import type { BusinessDay } from '../kernel/business-day';
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
      if (fines.length === 0) return;
      await upsertFines(client, fines, at);
      const decisionNos = fines.map((fine) => fine.decisionNo);
      await replaceSuspensions(client, decisionNos, fines.flatMap(toSuspensionRows));
      await replaceInstalments(client, decisionNos, fines.flatMap(toInstalmentRows));
    },
  };
}

async function upsertFines(client: DbClient, fines: readonly Fine[], at: Date): Promise<void> {
  await client.$executeRaw`
    insert into fine (decision_no, check_digit, affair_code, document_type, amount_fen, obligor_name, service_method,
      service_on, proven_arrival_on, revision_kind, revised_on, reduced_to_fen, plan_organ, plan_document_no,
      plan_approved_on, created_at, updated_at)
    select r.*, ${at}::timestamptz, ${at}::timestamptz
    from json_to_recordset(${rowsParameter(fines.map(toRow))}::json) as r(decision_no text, check_digit text,
      affair_code text, document_type text, amount_fen bigint, obligor_name text, service_method text,
      service_on date, proven_arrival_on date, revision_kind text, revised_on date, reduced_to_fen bigint,
      plan_organ text, plan_document_no text, plan_approved_on date)
    on conflict (decision_no) do update set
      check_digit = excluded.check_digit, affair_code = excluded.affair_code,
      document_type = excluded.document_type, amount_fen = excluded.amount_fen,
      obligor_name = excluded.obligor_name, service_method = excluded.service_method,
      service_on = excluded.service_on, proven_arrival_on = excluded.proven_arrival_on,
      revision_kind = excluded.revision_kind, revised_on = excluded.revised_on,
      reduced_to_fen = excluded.reduced_to_fen, plan_organ = excluded.plan_organ,
      plan_document_no = excluded.plan_document_no, plan_approved_on = excluded.plan_approved_on,
      updated_at = excluded.updated_at`;
}

async function replaceSuspensions(
  client: DbClient,
  decisionNos: readonly string[],
  rows: ReturnType<typeof toSuspensionRows>,
): Promise<void> {
  await client.$executeRaw`delete from fine_suspension where decision_no = any(${decisionNos})`;
  if (rows.length === 0) return;
  await client.$executeRaw`
    insert into fine_suspension (decision_no, cause, from_on, to_on)
    select decision_no, cause, from_on, to_on from json_to_recordset(${rowsParameter(rows)}::json)
      as r(decision_no text, cause text, from_on date, to_on date)`;
}

async function replaceInstalments(
  client: DbClient,
  decisionNos: readonly string[],
  rows: ReturnType<typeof toInstalmentRows>,
): Promise<void> {
  await client.$executeRaw`delete from fine_instalment where decision_no = any(${decisionNos})`;
  if (rows.length === 0) return;
  await client.$executeRaw`
    insert into fine_instalment (decision_no, part, due_on, amount_fen)
    select decision_no, part, due_on, amount_fen from json_to_recordset(${rowsParameter(rows)}::json)
      as r(decision_no text, part int, due_on date, amount_fen bigint)`;
}

function toRow({ serviceOfProcess: service, revision, plan, ...fine }: Fine) {
  return {
    decision_no: fine.decisionNo,
    check_digit: fine.checkDigit,
    affair_code: fine.affairCode,
    document_type: fine.documentType,
    amount_fen: fine.amountFen,
    obligor_name: fine.obligorName,
    service_method: service?.method ?? null,
    service_on: service && startOf(service),
    proven_arrival_on: service?.method === 'electronic' ? service.provenArrivalOn : null,
    revision_kind: revision?.kind ?? null,
    revised_on: revision?.on ?? null,
    reduced_to_fen: revision?.kind === 'reduced' ? revision.toFen : null,
    plan_organ: plan?.approval?.organ ?? null,
    plan_document_no: plan?.approval?.documentNo ?? null,
    plan_approved_on: plan?.approval?.on ?? null,
  };
}

function startOf(service: ServiceOfProcess): BusinessDay {
  switch (service.method) {
    case 'handed_over':
      return service.on;
    case 'electronic':
      return service.sentOn;
    case 'public_notice':
      return service.publishedOn;
  }
}

function toInstalmentRows({ decisionNo, plan }: Fine) {
  return (plan?.parts ?? []).map(({ dueOn, amountFen }, index) => ({
    decision_no: decisionNo,
    part: index + 1,
    due_on: dueOn,
    amount_fen: amountFen,
  }));
}

function toSuspensionRows({ decisionNo, suspensions }: Fine) {
  return suspensions.map(({ cause, from, to }) => ({
    decision_no: decisionNo,
    cause,
    from_on: from,
    to_on: to,
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
