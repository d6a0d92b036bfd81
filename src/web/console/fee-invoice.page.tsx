import type { VNode } from 'preact';
import { formatYuan } from '../../kernel/money';
import { feeInvoiceRequest } from '../../proposals/finance-proposal';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import type { Language } from '../shared/language';
import { PostForm, TextField } from './fields.page';
import type { ProposalDesk } from './finance-proposal-table.page';
import { required, requiredAmount } from './form-data';
import { words } from './page';
import type { ConsoleAction } from './page';

const PATH = '/differences/:id/fee-invoice';
const LONGEST_NUMBER = 64;

interface Deps {
  financeProposals: ProposalDesk;
  differenceDesk: Pick<DifferenceDesk, 'getDifference'>;
}

/** Proposes the invoice of the fee that a difference is about; approved for all of the fee, it closes the difference. */
export function feeInvoiceAction({ financeProposals, differenceDesk }: Deps): ConsoleAction {
  return {
    path: PATH,
    run: async ({ actor, fields, params: { id = '' } }) => {
      const reference = required(fields, 'reference').slice(0, LONGEST_NUMBER);
      const amountFen = requiredAmount(fields, '/amount');
      const { channel, businessDay } = (await differenceDesk.getDifference(actor, id)).difference;
      const invoice = { channel, businessDay, reference, amountFen };
      await financeProposals.propose(actor, feeInvoiceRequest(invoice));
      return `/differences/${id}`;
    },
  };
}

interface Props {
  language: Language;
  difference: ExplainedDifference;
}

/** The form for it: its amount is what has no invoice yet. */
export function FeeInvoiceForm({ language, difference }: Props): VNode {
  const { id, ours, theirs } = difference;
  const missing = formatYuan((ours?.amountFen ?? 0n) - (theirs?.amountFen ?? 0n));
  return (
    <PostForm action={`/console${PATH.replace(':id', id)}`}>
      <TextField
        id="invoice-reference"
        name="reference"
        label={words('手续费发票号码', 'Number of the fee’s invoice')[language]}
        required
        maxLength={LONGEST_NUMBER}
      />
      <TextField
        id="invoice-amount"
        name="amount"
        label={words('发票金额（元）', 'Its amount, yuan')[language]}
        value={missing}
        inputMode="decimal"
        required
        maxLength={20}
      />
      <button class="primary">{words('提出登记发票', 'Propose the invoice')[language]}</button>
    </PostForm>
  );
}
