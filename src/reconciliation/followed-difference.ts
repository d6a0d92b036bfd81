import type { Fen } from '../kernel/money';
import type { Difference } from './difference';
import type { DifferenceFacts, Explanation } from './explanation';
import type { ResolutionAction } from './resolution';

/** The row of a channel's file from which a difference comes. */
export interface StatementRow {
  statementId: string;
  version: number;
  sha256: string;
  /** Counts the rows of the file's data from 1. */
  line: number;
  feeFen: Fen;
  feeDueFen: Fen | null;
  outRefundNo: string | null;
  occurredAt: Date;
}

/** A difference with all that is known about it, and what is being done about it. */
export interface FollowedDifference extends Difference, DifferenceFacts {
  row: StatementRow | null;
  /** The order of our payment under this number. */
  orderId: string | null;
  /** Who sees to it. */
  ownerId: string | null;
  /** The approved resolution that stands. */
  resolutionId: string | null;
  resolutionAction: ResolutionAction | null;
  /** The resolution that waits for somebody to decide. */
  proposalId: string | null;
  /** The last run of its day did not find it any more. */
  isGone: boolean;
}

/** Overtaken: what was booked for it by hand is contradicted by a later file. */
export type DifferenceState = 'open' | 'closed' | 'overtaken';

const BOOKED_BY_HAND: ReadonlySet<ResolutionAction> = new Set(['adjust', 'write_off']);

/** Whether what was booked by hand has been overtaken by a later file, so that it should be taken back. */
export function isOvertaken(
  difference: Pick<FollowedDifference, 'resolutionAction' | 'isGone' | 'closedAt'>,
): boolean {
  const { resolutionAction, isGone, closedAt } = difference;
  return resolutionAction !== null && BOOKED_BY_HAND.has(resolutionAction) && (isGone || closedAt === null);
}

/** A difference with its explanation. */
export interface ExplainedDifference extends FollowedDifference {
  explanation: Explanation;
  /** What was booked by hand has been overtaken by a later file: it should be reversed. */
  isOvertaken: boolean;
}
