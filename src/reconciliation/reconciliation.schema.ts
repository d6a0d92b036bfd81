import { z } from 'zod';
import { businessDay, fen, fenOut, pageOf, pageQuery, timeOut, timestamp } from '../http/schema';
import { DIFFERENCE_KINDS, DIFFERENCE_TYPES, STATEMENT_DIFFERENCE_TYPES } from './difference';
import type { Difference, Side } from './difference';
import type { FundFile } from './fund-flow';
import { RECONCILIATION_STATUSES } from './reconciliation';
import type { ReconciliationReport } from './reconciliation';
import { isWhole } from './statement';
import type { Statement } from './statement';

export const reconciliationIn = z
  .strictObject({
    channel: z.string().max(32).meta({ description: 'A payment channel, e.g. as in a payment.' }),
    business_day: businessDay,
  })
  .meta({ id: 'ReconciliationRequest' });

const statementOut = z
  .strictObject({
    version: z.int().meta({ description: 'Counts up as the channel gives the day another content.' }),
    sha256: z.string(),
    line_count: z.int(),
    is_whole: z.boolean().meta({
      description:
        'False: the file came while its day still ran. It counts for now; when the day is over the channel’s whole file is fetched, takes its place and is compared.',
    }),
    paid_amount: fen,
    refunded_amount: fen,
  })
  .meta({ id: 'Statement', description: 'Totals of all lines of the file, whatever their status.' });

const fundFileOut = z
  .strictObject({
    version: z.int(),
    sha256: z.string(),
    line_count: z.int(),
    in: fen,
    out: fen,
    closing_balance: z.int().nullable(),
  })
  .meta({
    id: 'FundFile',
    description: 'What moved on the account that the channel keeps for the merchant.',
  });

const count = z.int().min(0);

export const reconciliationOut = z
  .strictObject({
    id: z.string(),
    channel: z.string(),
    business_day: businessDay,
    status: z.enum(RECONCILIATION_STATUSES),
    matched_count: count
      .nullable()
      .meta({ description: 'Lines of the statement with which nothing is wrong.' }),
    difference_counts: z.record(z.enum(STATEMENT_DIFFERENCE_TYPES), count),
    statement: statementOut.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it failed.' }),
    fund_file: fundFileOut.nullable(),
    fund_reason: z.string().nullable().meta({ description: 'Why there is no fund file.' }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Reconciliation' });

const sideOut = z.strictObject({ amount: fen, status: z.string() }).nullable();

export const differenceOut = z
  .strictObject({
    id: z.string().meta({ description: 'The same in every run that finds this difference.' }),
    business_day: businessDay,
    type: z.enum(DIFFERENCE_TYPES),
    kind: z.enum(DIFFERENCE_KINDS),
    transaction_id: z.string().nullable(),
    out_trade_no: z.string().nullable(),
    ours: sideOut,
    theirs: sideOut,
    first_seen_at: timestamp,
    closed_at: timestamp.nullable().meta({ description: 'When a later run no longer found it.' }),
  })
  .meta({ id: 'Difference' });

export const differencePage = pageOf(differenceOut);

export const differenceQuery = z.strictObject(pageQuery);

/** A run as the API shows it. */
export function toReconciliationOut(report: ReconciliationReport): z.output<typeof reconciliationOut> {
  return {
    id: report.id,
    channel: report.channel,
    business_day: report.businessDay,
    status: report.status,
    matched_count: report.matchedCount,
    difference_counts: { ...report.differenceCounts },
    statement: report.statement && toStatementOut(report.statement),
    reason: report.reason,
    fund_file: report.fundFile && toFundFileOut(report.fundFile),
    fund_reason: report.fundReason,
    created_at: timeOut(report.createdAt),
    updated_at: timeOut(report.updatedAt),
  };
}

function toStatementOut(statement: Statement): z.output<typeof statementOut> {
  return {
    version: statement.version,
    sha256: statement.sha256,
    line_count: statement.lineCount,
    is_whole: isWhole(statement),
    paid_amount: fenOut(statement.paidFen),
    refunded_amount: fenOut(statement.refundedFen),
  };
}

function toFundFileOut(file: FundFile): z.output<typeof fundFileOut> {
  return {
    version: file.version,
    sha256: file.sha256,
    line_count: file.lineCount,
    in: fenOut(file.inFen),
    out: fenOut(file.outFen),
    closing_balance: file.closingFen === null ? null : fenOut(file.closingFen),
  };
}

/** A difference as the API shows it. */
export function toDifferenceOut(difference: Difference): z.output<typeof differenceOut> {
  const sideOf = (side: Side | null) => side && { amount: fenOut(side.amountFen), status: side.status };
  return {
    id: difference.id,
    business_day: difference.businessDay,
    type: difference.type,
    kind: difference.kind,
    transaction_id: difference.transactionId,
    out_trade_no: difference.outTradeNo,
    ours: sideOf(difference.ours),
    theirs: sideOf(difference.theirs),
    first_seen_at: timeOut(difference.firstSeenAt),
    closed_at: timeOut(difference.closedAt),
  };
}
