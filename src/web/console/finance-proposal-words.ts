import type { FinanceProposal, ProposalKind } from '../../proposals/finance-proposal';
import type { MootNote } from '../../proposals/moot-finance-proposal.service';
import { words } from './page';
import type { Words } from './page';

/** What is proposed. */
export const PROPOSAL_WORDS: Readonly<Record<ProposalKind, Words>> = {
  fee_invoice: words('登记手续费发票', 'Record the invoice of a fee'),
  remittance_return: words('登记银行退回批次', 'The bank returned a batch'),
  bank_charge: words('银行收费入账', 'Book a charge of the bank'),
  bank_interest: words('银行利息入账', 'Book interest of the bank'),
  bank_file_take_back: words('撤销银行流水导入', 'Take back a bank file'),
  bank_booking_reversal: words('冲销银行收费或利息', 'Take back a booking of the bank’s row'),
};

const MOOT: Readonly<Record<MootNote, Words>> = {
  bank_rows_taken_back: words(
    '所在银行流水文件已撤销，无需再处理',
    'The bank’s file with its row was taken back: nothing left to decide',
  ),
  bank_row_explained: words(
    '该银行流水已有去向，无需再处理',
    'The books explain the bank’s row by now: nothing left to decide',
  ),
  remittance_acknowledged: words(
    '银行已确认付款，无需再处理',
    'The bank has paid the batch: nothing left to decide',
  ),
};

/** Why a proposal ended by itself; what else stands there a person wrote. */
export const MOOT_WORDS: Readonly<Record<string, Words>> = MOOT;

/** The page of what a proposal is about. */
export const PROPOSAL_PATHS: Readonly<Record<ProposalKind, (proposal: FinanceProposal) => string>> = {
  fee_invoice: ({ facts }) => `/reconciliation?day=${facts.business_day ?? ''}`,
  remittance_return: ({ subject }) => `/remittances/${subject}`,
  bank_charge: ({ subject }) => `/bank-entries/${subject}`,
  bank_interest: ({ subject }) => `/bank-entries/${subject}`,
  bank_file_take_back: ({ subject }) => `/bank-entries?file=${subject}`,
  bank_booking_reversal: ({ subject }) => `/bank-entries/${subject}`,
};
