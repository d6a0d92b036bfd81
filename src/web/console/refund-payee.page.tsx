import type { VNode } from 'preact';
import type { RefundFile } from '../../console/browse.service';
import type { ApprovalService } from '../../refunds/approval.service';
import type { PayeeAccount, PayeeDetails } from '../../refunds/payee-account';
import type { PayeeAccountService } from '../../refunds/payee-account.service';
import { RefundDayInvalid } from '../../refunds/refund.errors';
import type { Language } from '../shared/language';
import { actionsOn } from './action';
import { PostForm, TextField } from './fields.page';
import { required } from './form-data';
import { ActForm } from './form.page';
import { words } from './page';
import type { ConsoleAction, Visit, Words } from './page';
import { Facts, Moment } from './table.page';

const T = {
  heading: words('银行退款账户', 'Bank account of the payee'),
  none: words(
    '原路退不回的款项转账到收款人的银行账户：一人录入，另一人核验，核验后方可登记转账。',
    'What does not go back the way it came is paid to an account of the payee: one enters it, another verifies it, and only then a transfer is recorded.',
  ),
  unverified: words('未核验', 'Not verified'),
  name: words('户名', 'Account name'),
  number: words('账号', 'Account number'),
  again: words('再次输入账号（以收款人材料为准）', 'Account number once more, from the payee’s paper'),
  bank: words('开户行', 'Bank'),
  reference: words('转账流水号', 'Reference of the transfer'),
  paidOn: words('付款日期（默认今天）', 'Paid on (today, unless said)'),
};

/** What persons do about the bank account to which a refund is paid. */
export function payeeActions({
  approvals,
  payeeAccounts,
}: {
  approvals: ApprovalService;
  payeeAccounts: PayeeAccountService;
}): ConsoleAction[] {
  const action = actionsOn('/refunds');
  return [
    action('payee-account', ({ actor, fields: { name = '', number = '', bank = '' } }, id) =>
      payeeAccounts.enterAccount(actor, id, { name, number, bankName: bank }),
    ),
    action('payee-account-verified', ({ actor, fields: { number = '' } }, id) =>
      payeeAccounts.verifyAccount(actor, id, number),
    ),
    action('bank-transfer', ({ actor, fields }, id) =>
      approvals.recordBankTransfer(actor, id, {
        reference: required(fields, 'reference'),
        paidOn: dayOf(fields.paid_on),
      }),
    ),
  ];
}

function dayOf(given: string | undefined): string | null {
  if (!given) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(given) || Number.isNaN(Date.parse(given))) throw RefundDayInvalid();
  return given;
}

interface PayeeProps {
  visit: Visit;
  file: RefundFile;
  /** The whole of it, where somebody asked for that. */
  revealed: PayeeDetails | null;
}

/** The account, masked, and what may be done about it; nothing for a refund that goes back the way it came. */
export function PayeePart({ visit, file: { refund, payeeAccount }, revealed }: PayeeProps): VNode | null {
  const isOpen = refund.status === 'manual';
  if (!isOpen && payeeAccount === null) return null;
  const { language, actor } = visit;
  const mayPay = actor.permissions.has('refunds.approve');
  return (
    <>
      <h2>{T.heading[language]}</h2>
      {payeeAccount ? (
        <AccountFacts visit={visit} account={payeeAccount} revealed={revealed} />
      ) : (
        <p>{T.none[language]}</p>
      )}
      <div class="decide">
        {payeeAccount && mayPay && revealed === null && (
          <ActForm
            language={language}
            action={`/console/refunds/${refund.id}`}
            name={words('显示完整账号（记入审计日志）', 'Show the whole account (it is written down)')}
          />
        )}
        {isOpen && mayPay && payeeAccount && <Check language={language} account={payeeAccount} />}
      </div>
      {isOpen && actor.permissions.has('refunds.propose') && (
        <div class="decide">
          <EntryForm language={language} refundId={refund.id} isAnew={payeeAccount !== null} />
        </div>
      )}
    </>
  );
}

function AccountFacts({
  visit: { language, nameOf },
  account,
  revealed,
}: {
  visit: Visit;
  account: PayeeAccount;
  revealed: PayeeDetails | null;
}): VNode {
  const verified = account.verifiedBy === null ? T.unverified[language] : nameOf(account.verifiedBy);
  return (
    <Facts
      language={language}
      facts={[
        [T.name, revealed?.name ?? account.nameMasked],
        [T.number, revealed?.number ?? account.numberMasked],
        [T.bank, account.bankName],
        [words('录入人', 'Entered by'), nameOf(account.enteredBy)],
        [words('录入时间', 'Entered at'), <Moment at={account.enteredAt} />],
        [words('核验人', 'Verified by'), verified],
        [words('核验时间', 'Verified at'), <Moment at={account.verifiedAt} />],
      ]}
    />
  );
}

/** What is to be done next: to verify it, or, verified, to record what was paid to it. */
function Check({ language, account }: { language: Language; account: PayeeAccount }): VNode {
  const path = `/console/refunds/${account.refundId}`;
  if (account.verifiedBy === null) {
    return (
      <ActForm
        language={language}
        action={`${path}/payee-account-verified`}
        name={words('核验账户', 'Verify the account')}
        field={{ name: 'number', label: T.again }}
        isPrimary
      />
    );
  }
  return (
    <PostForm action={`${path}/bank-transfer`}>
      <Field language={language} name="reference" label={T.reference} />
      <TextField id="payee-paid_on" name="paid_on" label={T.paidOn[language]} type="date" />
      <button class="primary">{words('登记银行转账', 'Record the bank transfer')[language]}</button>
    </PostForm>
  );
}

interface EntryProps {
  language: Language;
  refundId: string;
  isAnew: boolean;
}

function EntryForm({ language, refundId, isAnew }: EntryProps): VNode {
  const name = isAnew
    ? words('重新录入账户', 'Enter another account')
    : words('录入账户', 'Enter the account');
  return (
    <PostForm action={`/console/refunds/${refundId}/payee-account`} autocomplete="off">
      <Field language={language} name="name" label={T.name} />
      <Field language={language} name="number" label={T.number} />
      <Field language={language} name="bank" label={T.bank} />
      <button class="secondary">{name[language]}</button>
    </PostForm>
  );
}

function Field({ language, name, label }: { language: Language; name: string; label: Words }): VNode {
  return <TextField id={`payee-${name}`} name={name} label={label[language]} required maxLength={100} />;
}
