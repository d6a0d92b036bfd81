import type { VNode } from 'preact';
import { formatYuan } from '../../kernel/money';
import type { ExplainedDifference } from '../../reconciliation/followed-difference';
import { adjustableAccounts, largestFen } from '../../reconciliation/resolution-adjustment';
import type { ResolutionService } from '../../reconciliation/resolution.service';
import { accountText } from './fact-words';
import type { Telling } from './fact-words';
import { PostForm, SelectField, TextField } from './fields.page';
import { required, requiredAmount } from './form-data';
import { words } from './page';
import type { ConsoleAction, Words } from './page';

/** Proposes an adjustment between accounts that a person names. */
export function adjustmentAction(resolutions: Pick<ResolutionService, 'propose'>): ConsoleAction {
  return {
    path: '/resolutions/adjust',
    run: async ({ actor, fields }) => {
      const { difference = '', debit = '', credit = '' } = fields;
      await resolutions.propose(actor, {
        ...{ differenceIds: [difference], action: 'adjust', attachmentId: null, orderId: null },
        reason: required(fields, 'reason'),
        journal: { debit, credit, amountFen: requiredAmount(fields, '/journal/amount') },
      });
      return `/differences/${difference}`;
    },
  };
}

interface AdjustmentProps {
  telling: Telling;
  difference: ExplainedDifference;
}

/** The form for it: what is owed to agencies, or waits in suspense, is not among its accounts. */
export function AdjustmentForm({ telling, difference }: AdjustmentProps): VNode {
  const { language } = telling;
  const most = formatYuan(largestFen(difference, difference.row?.feeDueFen ?? null));
  const account = (name: string, label: Words): VNode => (
    <AccountField {...{ telling, name, label, channel: difference.channel }} />
  );
  return (
    <PostForm action="/console/resolutions/adjust" hidden={{ difference: difference.id }}>
      {account('debit', words('借方科目', 'Account to debit'))}
      {account('credit', words('贷方科目', 'Account to credit'))}
      <TextField
        id="adjust-amount"
        name="amount"
        label={words(`金额（元，最多 ${most}）`, `Amount, yuan, at most ${most}`)[language]}
        inputMode="decimal"
        required
        maxLength={20}
      />
      <TextField
        id="adjust-reason"
        name="reason"
        label={words('调账说明', 'Why this adjustment')[language]}
        required
        maxLength={200}
      />
      <button class="secondary">{words('按所填科目提出调账', 'Propose this adjustment')[language]}</button>
    </PostForm>
  );
}

interface AccountFieldProps {
  telling: Telling;
  name: string;
  label: Words;
  channel: string;
}

/** One of the accounts that an adjustment may name; none is chosen beforehand. */
function AccountField({ telling, name, label, channel }: AccountFieldProps): VNode {
  const accounts = adjustableAccounts(channel).map((code) => [code, accountText(code, telling)] as const);
  return (
    <SelectField
      id={`adjust-${name}`}
      name={name}
      label={label[telling.language]}
      options={[['', '—'], ...accounts]}
      required
    />
  );
}
