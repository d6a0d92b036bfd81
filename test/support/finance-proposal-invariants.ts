import type { Invariant } from './refund-invariants';

/** What must be true of what one proposed and another decided. */
export const FINANCE_PROPOSAL_INVARIANTS: readonly Invariant[] = [
  {
    name: 'a journal of a proposal is of one that was approved by another than who proposed it',
    sql: `select x.journal_id, p.status from finance_proposal_journal x join finance_proposal p on p.id = x.proposal_id
      where p.status not in ('approved', 'reversed') or p.decided_by = p.proposed_by
        or not exists (select from journal j where j.id = x.journal_id)`,
  },
  {
    name: 'an invoice of a fee that was proposed is booked once, by its proposal',
    sql: `select p.id from finance_proposal p
      where p.kind = 'fee_invoice' and (p.status = 'approved') <> (1 = (
        select count(*) from journal j join finance_proposal_journal x on x.journal_id = j.id
        where x.proposal_id = p.id and j.source = 'fee_invoice:' || p.subject))`,
  },
  {
    name: 'what was booked for a row of the bank is what the row says',
    sql: `select p.id from finance_proposal p left join bank_entry e on e.key = p.subject
      where p.kind in ('bank_charge', 'bank_interest') and p.status = 'approved' and (e.key is null
        or (p.postings -> 0 ->> 'amountFen')::bigint <> e.amount_fen
        or (e.direction = 'debit') <> (p.postings -> 0 ->> 'credit' = 'bank'))`,
  },
];
