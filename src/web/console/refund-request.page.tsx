import type { VNode } from 'preact';
import { parseYuan } from '../../kernel/money';
import type { Fen } from '../../kernel/money';
import { RefundAmountInvalid } from '../../refunds/refund.errors';
import type { RefundService } from '../../refunds/refund.service';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { Fold, PostForm, TextField } from './fields.page';
import { amountText, required } from './form-data';
import { words } from './page';
import type { ConsoleAction, Visit } from './page';

/** What a clerk asks for, and a reviewer decides about. */
export function refundAction(refunds: Pick<RefundService, 'proposeRefund'>): ConsoleAction {
  return {
    path: '/orders/:id/refund',
    run: async ({ actor, params, fields }) => {
      const refund = await refunds.proposeRefund(actor, {
        orderId: params.id ?? '',
        amountFen: amountOf(fields.amount),
        reason: required(fields, 'reason'),
        refundableSeenFen: BigInt(/^\d{1,18}$/.exec(fields.seen ?? '')?.[0] ?? '0'),
      });
      return `/refunds/${refund.id}`;
    },
  };
}

/** @throws RefundAmountInvalid */
function amountOf(text: string | undefined): Fen {
  const amount = amountText(text);
  if (amount === null) throw RefundAmountInvalid();
  return parseYuan(amount);
}

/** The form, for who may ask, where there is something to be refunded. */
export function AskForRefund({
  visit: { actor, language },
  orderId,
  refundableFen,
}: {
  visit: Visit;
  orderId: string;
  refundableFen: Fen;
}): VNode | null {
  if (refundableFen <= 0n || !actor.permissions.has('refunds.propose')) return null;
  const left = formatAmount(refundableFen);
  const action = `/console/orders/${orderId}/refund`;
  return (
    <Fold class="card" actions={[action]} summary={words('申请退款', 'Ask for a refund')[language]}>
      <p class="quiet">
        {
          words(
            `最多可退 ${left}。提交后由另一位同事审批，批准前资金不动。`,
            `Up to ${left}. Somebody else decides about it; no money moves before.`,
          )[language]
        }
      </p>
      <PostForm action={action} class="decide">
        <input type="hidden" name="seen" value={String(refundableFen)} />
        <RequestFields language={language} />
        <button class="primary">{words('提交退款申请', 'Ask for it')[language]}</button>
      </PostForm>
    </Fold>
  );
}

function RequestFields({ language }: { language: Language }): VNode {
  return (
    <>
      <TextField
        id="refund-amount"
        name="amount"
        label={words('退款金额（元）', 'Amount, yuan')[language]}
        inputMode="decimal"
        required
        maxLength={20}
      />
      <TextField
        id="refund-reason"
        name="reason"
        label={words('退款原因（缴款人可见）', 'Reason (the payer sees it)')[language]}
        required
        maxLength={80}
      />
    </>
  );
}
