import type { VNode } from 'preact';
import { accountOf } from '../../ledger/journal';
import type { Posting } from '../../ledger/journal';
import type { BookedResolution } from '../../reconciliation/resolution-booked.service';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { Amount, DataTable, Named, To } from './table.page';

const DEBIT = words('借方', 'Debit');
const CREDIT = words('贷方', 'Credit');
const NOTHING = words('不入账', 'Books nothing');

/** An account by its name, and by the code that the books know it by. */
export function AccountName({ language, code }: { language: Language; code: string }): VNode {
  return <Named name={accountNameOf(code, language)} code={code} />;
}

/** What people call an account. */
export function accountNameOf(code: string, language: Language): string {
  const { nameZh, nameEn } = accountOf(code);
  return language === 'en' ? nameEn : nameZh;
}

/** The postings of one journal, or what is said where there is none. */
export function JournalTable({
  language,
  caption,
  postings,
}: {
  language: Language;
  caption: Words;
  postings: readonly Posting[];
}): VNode {
  return (
    <DataTable
      language={language}
      caption={caption}
      columns={[
        { name: DEBIT, cell: ({ debit }) => <AccountName language={language} code={debit} /> },
        { name: CREDIT, cell: ({ credit }) => <AccountName language={language} code={credit} /> },
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ amountFen }) => <Amount fen={amountFen} />,
        },
      ]}
      rows={postings}
      empty={NOTHING}
    />
  );
}

interface BookedProps {
  language: Language;
  resolution: BookedResolution;
}

/** In one cell: what an approval books, and which order it pays; whoever approves has to see all of it. */
export function Booked({ language, resolution }: BookedProps): VNode {
  return (
    <>
      <Postings language={language} postings={resolution.booked} />
      <ClaimedOrder language={language} resolution={resolution} />
    </>
  );
}

/** In one cell: the postings of a journal, or that there are none. */
export function Postings({
  language,
  postings,
}: {
  language: Language;
  postings: readonly Posting[];
}): VNode {
  return (
    <>
      {postings.length === 0 && <span class="quiet">{NOTHING[language]}</span>}
      {postings.map(({ debit, credit, amountFen }) => (
        <div key={`${debit} ${credit}`}>
          {DEBIT[language]} <AccountName language={language} code={debit} />
          <br />
          {CREDIT[language]} <AccountName language={language} code={credit} /> <Amount fen={amountFen} />
        </div>
      ))}
    </>
  );
}

/** The order that the money of a claim pays. */
export function ClaimedOrder({ language, resolution }: BookedProps): VNode | null {
  const { orderId, claimedFor } = resolution;
  if (orderId === null) return null;
  return (
    <div>
      {words('认领到订单', 'Pays the order')[language]} <To path={`/orders/${orderId}`}>{orderId}</To>
      {claimedFor && (
        <>
          {' '}
          {claimedFor.externalRef} <Amount fen={claimedFor.amountFen} />
        </>
      )}
    </div>
  );
}
