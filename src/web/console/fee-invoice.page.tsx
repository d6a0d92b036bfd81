import type { VNode } from 'preact';
import { formatYuan } from '../../kernel/money';
import type { BankService } from '../../reconciliation/bank/bank.service';
import type { DifferenceDesk } from '../../reconciliation/difference-desk.service';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import type { Language } from '../shared/language';
import { PostForm, TextField } from './fields.page';
import { required, requiredAmount } from './form-data';
import { words } from './page';
import type { ConsoleAction } from './page';

const PATH = '/differences/:id/fee-invoice';
const LONGEST_NUMBER = 64;

interface Deps {
  bank: Pick<BankService, 'recordInvoice'>;
  differenceDesk: Pick<DifferenceDesk, 'getDifference'>;
}

/** Records the invoice of the fee that a difference is about, and closes it once all of the fee has one. */
export function feeInvoiceAction({ bank, differenceDesk }: Deps): ConsoleAction {
  return {
    path: PATH,
    run: async ({ actor, fields, params: { id = '' } }) => {
      const reference = required(fields, 'reference').slice(0, LONGEST_NUMBER);
      const amountFen = requiredAmount(fields, '/amount');
      const { channel, businessDay } = (await differenceDesk.getDifference(actor, id)).difference;
      await bank.recordInvoice(actor, { channel, businessDay, reference, amountFen });
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
      <button class="primary">{words('登记发票并入账', 'Record and book the invoice')[language]}</button>
    </PostForm>
  );
}
