import type { VNode } from 'preact';
import type { BankEntryRow } from '../../reconciliation/bank/bank-entry-row';
import type { ProposalDraft } from '../../proposals/finance-proposal';
import { BANK_BOOKINGS } from '../../reconciliation/bank/bank-booking';
import type { BankBooking } from '../../reconciliation/bank/bank-booking';
import { actionsOn } from './action';
import { PROPOSAL_WORDS } from './finance-proposal-words';
import type { ProposalDesk } from './finance-proposal-table.page';
import { ActForm } from './form.page';
import { required } from './form-data';
import { JournalTable } from './journal.page';
import { words } from './page';
import type { ConsoleAction, Visit, Words } from './page';

/** The forms of the page of a row, each by the kind of proposal that it makes. */
const FORMS = [...BANK_BOOKINGS, 'bank_booking_reversal'] as const;

/** Proposes what is booked for a row, or that it is taken back. */
export function bookingActions(desk: ProposalDesk): ConsoleAction[] {
  const act = actionsOn('/bank-entries');
  return FORMS.map((kind) =>
    act(kind.replaceAll('_', '-'), ({ actor, fields }, subject) =>
      desk.propose(actor, { kind, subject, facts: {}, reason: required(fields, 'reason') }),
    ),
  );
}

const isBooked = ({ use }: BankEntryRow): boolean => BANK_BOOKINGS.some((kind) => kind === use);

/** What is likelier comes first: the bank takes charges, and gives interest. */
const kindsFor = ({ direction }: BankEntryRow): readonly BankBooking[] =>
  direction === 'debit' ? BANK_BOOKINGS : [...BANK_BOOKINGS].reverse();

/** What can be proposed about a row, each with the journal that it would book; nothing while something waits. */
export async function bookingForms(
  desk: ProposalDesk,
  visit: Visit,
  entry: BankEntryRow,
): Promise<VNode | null> {
  const { actor } = visit;
  const kinds = isBooked(entry) ? (['bank_booking_reversal'] as const) : kindsFor(entry);
  const isOffered = entry.use === null || isBooked(entry);
  if (!isOffered || !actor.permissions.has('differences.propose')) return null;
  const waiting = await desk.listProposals(actor, { about: entry.key, status: 'proposed', limit: 1 });
  if (waiting.length > 0) return null;
  const drafts = await Promise.all(
    kinds.map((kind) => desk.preview(actor, { kind, subject: entry.key, facts: {}, reason: '' })),
  );
  return (
    <>
      {kinds.map((kind, i) => (
        <BookingForm key={kind} {...{ visit, kind, entry, draft: drafts[i] }} />
      ))}
    </>
  );
}

interface FormProps {
  visit: Visit;
  kind: (typeof FORMS)[number];
  entry: BankEntryRow;
  draft: ProposalDraft | undefined;
}

const CAPTIONS: Readonly<Record<FormProps['kind'], Words>> = {
  bank_charge: words(
    '作为银行收费批准后入账（由平台运营方承担）',
    'What a charge would book: the operator bears it',
  ),
  bank_interest: words(
    '作为银行利息批准后入账（应缴国库）',
    'What interest would book: owed to the treasury',
  ),
  bank_booking_reversal: words('冲销批准后入账', 'What taking it back would book'),
};

function BookingForm({ visit, kind, entry, draft }: FormProps): VNode {
  const { language } = visit;
  const { 'zh-CN': zh, en } = PROPOSAL_WORDS[kind];
  return (
    <section class="decide" aria-label={PROPOSAL_WORDS[kind][language]}>
      <JournalTable telling={visit} caption={CAPTIONS[kind]} postings={draft?.postings ?? []} />
      <ActForm
        language={language}
        action={`/console/bank-entries/${entry.key}/${kind.replaceAll('_', '-')}`}
        name={words(`提出：${zh}`, `Propose: ${en}`)}
        field={{ name: 'reason', label: words('理由', 'Why') }}
      />
    </section>
  );
}
