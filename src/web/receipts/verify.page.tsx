import type { VNode } from 'preact';
import { formatBeijingLocal } from '../../kernel/business-day';
import { formatReceiptNo, reversalOf } from '../../receipts/receipt';
import type { VerifiedReceipt } from '../../receipts/receipt';
import { maskName } from '../../kernel/mask';
import { formatAmount } from '../shared/formats';
import { Layout } from '../shared/layout.page';
import type { Frame } from '../shared/layout.page';
import { ResultMark } from '../shared/result-mark.page';
import { agencyName, formatNegative, itemName, originalOf, reversalFacts } from './receipt-facts';
import type { ReceiptFact } from './receipt-facts';
import { Facts } from './receipt.page';
import { receiptTextsIn } from './texts-in-language';

/** Where anyone asks whether a receipt is genuine. */
export function VerifyPage({ frame, isTooOften = false }: { frame: Frame; isTooOften?: boolean }): VNode {
  const texts = receiptTextsIn(frame.language);
  return (
    <Layout frame={frame} title={texts.verifyTitle}>
      <section class="card verify">
        <h1>{texts.verifyTitle}</h1>
        <p>{texts.verifyLead}</p>
        {isTooOften && (
          <p class="note" role="alert">
            {texts.tooOften}
          </p>
        )}
        <form method="post" action={`/verify?lang=${frame.language}`} autocomplete="off">
          <Field name="code" label={texts.code} hint={texts.codeHint} isDigits />
          <Field name="number" label={texts.number} hint={texts.numberHint} isDigits />
          <Field name="check_code" label={texts.checkCode} hint={texts.checkCodeHint} />
          <button class="primary">{texts.verify}</button>
        </form>
      </section>
    </Layout>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint: string;
  isDigits?: boolean;
}

function Field({ name, label, hint, isDigits }: FieldProps): VNode {
  return (
    <p class="field">
      <label for={name}>{label}</label>
      <span class="quiet" id={`${name}-hint`}>
        {hint}
      </span>
      <input
        id={name}
        name={name}
        required
        maxLength={32}
        inputMode={isDigits ? 'numeric' : undefined}
        autocapitalize="none"
        spellcheck={false}
        aria-describedby={`${name}-hint`}
      />
    </p>
  );
}

/** Whether it is. A wrong number and a wrong check code read the same, so that numbers cannot be tried out. */
export function VerifiedPage({ frame, found }: { frame: Frame; found: VerifiedReceipt | null }): VNode {
  const texts = receiptTextsIn(frame.language);
  const title = titleOf(found, frame);
  const stands = found !== null && found.red === null && reversalOf(found.receipt) === 'none';
  return (
    <Layout frame={frame} title={title}>
      <section class="card verify">
        <ResultMark tone={stands ? 'good' : 'attention'} />
        <h1>{title}</h1>
        <p>{found ? texts.genuineNext : texts.notGenuineNext}</p>
        {found && <Facts facts={verifiedFacts(found, frame)} />}
        <p>
          <a class="button secondary" href={`/verify?lang=${frame.language}`}>
            {texts.verifyAnother}
          </a>
        </p>
      </section>
    </Layout>
  );
}

function titleOf(found: VerifiedReceipt | null, { language }: Frame): string {
  const texts = receiptTextsIn(language);
  if (!found) return texts.notGenuine;
  if (found.red) return texts.genuineRed;
  const reversal = reversalOf(found.receipt);
  return reversal === 'none' ? texts.genuine : texts.genuineReversed[reversal];
}

/** Enough to see that the paper was not altered; of the payer no more than the first character (domain R36). */
function verifiedFacts({ receipt, red }: VerifiedReceipt, { language }: Frame): ReceiptFact[] {
  const texts = receiptTextsIn(language);
  return [
    { name: texts.code, value: (red ?? receipt).code, isNumber: true },
    { name: texts.number, value: formatReceiptNo((red ?? receipt).no), isNumber: true },
    ...(red ? [{ name: texts.original, value: originalOf(red), isNumber: true }] : []),
    ...(receipt.payerName === null ? [] : [{ name: texts.payer, value: maskName(receipt.payerName) }]),
    { name: texts.agency, value: agencyName(receipt, language) },
    { name: texts.item, value: itemName(receipt, language) },
    {
      name: texts.amount,
      value: red ? formatNegative(red.amountFen) : formatAmount(receipt.amountFen),
      isNumber: true,
    },
    { name: texts.issuedAt, value: formatBeijingLocal((red ?? receipt).issuedAt) + texts.beijingTime },
    ...(red ? [] : reversalFacts(receipt, language)),
  ];
}
