import type { Json } from './portal';
import type { StoryResult } from './story';

/** The result of the story as a person reads it. */
export function describeResult(result: StoryResult): string {
  return [
    'Orders',
    ...result.orders.map(
      (order) => `  ${text(order.id)}  ${text(order.status).padEnd(6)} ${yuan(order.amount)}`,
    ),
    'Payments',
    ...result.payments.map(
      (payment) =>
        `  ${text(payment.id)}  ${text(payment.channel).padEnd(7)} ${text(payment.status)}  ${text(payment.transaction_id)}`,
    ),
    'Ledger postings',
    ...result.journals.flatMap(describeJournal),
    'Reconciliations',
    describeReconciliation(result.balanced),
    describeReconciliation(result.spoiled),
    ...result.differences.map(describeDifference),
    `Fine register: ${text(result.report.status)}, code ${text(result.report.last_code)}`,
    `Webhooks received: ${result.webhooks}`,
  ].join('\n');
}

function describeJournal(journal: Json): string[] {
  return (journal.postings as Json[]).map(
    ({ debit, credit, amount }) =>
      `  ${text(journal.business_day)}  debit ${text(debit).padEnd(18)} credit ${text(credit).padEnd(26)} ${yuan(amount)}`,
  );
}

function describeReconciliation(run: Json): string {
  const matched = text(run.matched_count);
  return `  ${text(run.channel).padEnd(7)} ${text(run.business_day)}  ${text(run.status)}, ${matched} matched`;
}

function describeDifference({ type, out_trade_no: no, ours, theirs }: Json): string {
  const amounts = [ours, theirs].map((side) => (side ? yuan((side as Json).amount) : 'nothing'));
  return `    ${text(type)}  ${text(no)}  ours ${amounts[0]}, theirs ${amounts[1]}`;
}

const text = (value: unknown): string => (value === null || value === undefined ? '-' : String(value));
const yuan = (fen: unknown): string => `${(Number(fen) / 100).toFixed(2)} yuan`;
