import type { BusinessDay } from '../kernel/business-day';
import { newId } from '../kernel/ids';
import type { Transition } from '../kernel/transition';
import type { ReportFilters } from './report';
import type { FileLanguage } from './wording';

/** `expired`: the file has been taken away. */
export type ExportStatus = 'queued' | 'running' | 'ready' | 'failed' | 'expired';

type ExportEvent = 'begun' | 'written' | 'given up' | 'kept long enough';

export const EXPORT_TRANSITIONS: readonly Transition<ExportStatus, ExportEvent>[] = [
  { from: 'queued', event: 'begun', to: 'running' },
  { from: 'queued', event: 'given up', to: 'failed' },
  { from: 'running', event: 'written', to: 'ready' },
  { from: 'running', event: 'given up', to: 'failed' },
  { from: 'ready', event: 'kept long enough', to: 'expired' },
];

/** A report that is written to a file in the background. */
export interface Export {
  id: string;
  report: string;
  filters: ReportFilters;
  format: string;
  /** In whose words it is told; null: in the codes of the API. */
  language: FileLanguage | null;
  /** `stf_…`, `svc_…`, or `system` for a schedule. */
  askedBy: string;
  askedByName: string;
  scheduleId: string | null;
  dueOn: BusinessDay | null;
  status: ExportStatus;
  rowsDone: bigint;
  rowsTotal: bigint | null;
  fileName: string | null;
  storedAs: string | null;
  /** Of the bytes of the file, in hex. */
  sha256: string | null;
  bytes: bigint | null;
  /** Why it failed, or what it waits for, in words. */
  error: string | null;
  /** The code of that; null where it is none of ours. */
  errorCode: string | null;
  /** When it came to where its schedule sends it. */
  deliveredAt: Date | null;
  /** What kept the last try from that. */
  deliveryProblem: string | null;
  expiresAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A part of the exports, newest first. */
export interface ExportPage {
  before: string | undefined;
  limit: number;
  /** Those alone that were asked for since that day and came to nothing, or did not arrive. */
  failedFrom?: BusinessDay | undefined;
}

/** What somebody, or a schedule, wants to have made. */
export type ExportWish = Pick<
  Export,
  'report' | 'filters' | 'format' | 'language' | 'askedBy' | 'askedByName'
> &
  Partial<Pick<Export, 'scheduleId' | 'dueOn'>>;

/** One that waits for its turn. */
export function newExport(wish: ExportWish, at: Date): Export {
  const nothingYet = {
    ...{ rowsDone: 0n, rowsTotal: null, fileName: null, storedAs: null, sha256: null, bytes: null },
    ...{
      deliveredAt: null,
      deliveryProblem: null,
      error: null,
      errorCode: null,
      expiresAt: null,
      status: 'queued' as const,
    },
  };
  return {
    scheduleId: null,
    dueOn: null,
    ...wish,
    ...nothingYet,
    id: newId('exp', at),
    createdAt: at,
    updatedAt: at,
  };
}

/** Whether work on it can still lead anywhere. */
export function isUnderWay({ status }: Pick<Export, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}
