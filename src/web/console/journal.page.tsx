import type { VNode } from 'preact';
import type { Posting } from '../../ledger/journal';
import type { BookedResolution } from '../../reconciliation/resolution-booked.service';
import { accountText } from './fact-words';
import type { Telling } from './fact-words';
import { words } from './page';
import type { Words } from './page';
import { Amount, DataTable, Named, To } from './table.page';
import type { Column } from './table.page';

const DEBIT = words('借方', 'Debit');
const CREDIT = words('贷方', 'Credit');
const NOTHING = words('不入账', 'Books nothing');

/** An account by its name, and by the code that the books know it by. */
export function AccountName({ telling, code }: { telling: Telling; code: string }): VNode {
  return <Named name={accountText(code, telling)} code={code} />;
}

/** Both ends of a posting. */
export const accountColumns = (telling: Telling): Column<Pick<Posting, 'debit' | 'credit'>>[] => [
  { name: DEBIT, cell: ({ debit }) => <AccountName telling={telling} code={debit} /> },
  { name: CREDIT, cell: ({ credit }) => <AccountName telling={telling} code={credit} /> },
];

/** The postings of one journal, or what is said where there is none. */
export function JournalTable({
  telling,
  caption,
  postings,
}: {
  telling: Telling;
  caption: Words;
  postings: readonly Posting[];
}): VNode {
  return (
    <DataTable
      language={telling.language}
      caption={caption}
      columns={[
        ...accountColumns(telling),
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
  telling: Telling;
  resolution: BookedResolution;
}

/** In one cell: what an approval books, and which order it pays; whoever approves has to see all of it. */
export function Booked({ telling, resolution }: BookedProps): VNode {
  return (
    <>
      <Postings telling={telling} postings={resolution.booked} />
      <ClaimedOrder telling={telling} resolution={resolution} />
    </>
  );
}

/** In one cell: the postings of a journal, or that there are none. */
export function Postings({ telling, postings }: { telling: Telling; postings: readonly Posting[] }): VNode {
  const { language } = telling;
  return (
    <>
      {postings.length === 0 && <span class="quiet">{NOTHING[language]}</span>}
      {postings.map(({ debit, credit, amountFen }) => (
        <div key={`${debit} ${credit}`}>
          {DEBIT[language]} <AccountName telling={telling} code={debit} />
          <br />
          {CREDIT[language]} <AccountName telling={telling} code={credit} /> <Amount fen={amountFen} />
        </div>
      ))}
    </>
  );
}

/** The order that the money of a claim pays. */
export function ClaimedOrder({ telling: { language }, resolution }: BookedProps): VNode | null {
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
