import type { VNode } from 'preact';
import type { BankEntryRow } from '../../reconciliation/bank/bank-entry-row';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { EXPLAINED_WORDS, USE_WORDS } from './source-words';
import { To } from './table.page';

export interface EntryUseProps {
  entry: BankEntryRow;
  language: Language;
  channelNames: ReadonlyMap<string, Words>;
}

/** What the books have for it, else what a person said, else that nobody knows. */
export function EntryUse(props: EntryUseProps): VNode {
  const { entry, language } = props;
  const { use, useId: id, otherUse, otherUseId, note } = entry;
  if (use === null)
    return note === null ? (
      <span class="late">{EXPLAINED_WORDS.unexplained[language]}</span>
    ) : (
      <span>{note}</span>
    );
  if (otherUse === null) return <Use {...{ ...props, use, id }} />;
  return (
    <>
      <strong class="late">{TWICE[language]}</strong>
      <br />
      <Use {...{ ...props, use, id }} />
      <br />
      <Use {...{ ...props, use: otherUse, id: otherUseId }} />
    </>
  );
}

const TWICE = words('入账两次：请冲销其中的银行收费或利息', 'Booked twice: take the charge or interest back');

interface UseProps extends EntryUseProps {
  use: NonNullable<BankEntryRow['use']>;
  id: string | null;
}

function Use({ entry, use, id, language, channelNames }: UseProps): VNode {
  const { channel } = entry;
  const by = channelNames.get(channel ?? '')?.[language] ?? channel;
  const ways = {
    settlement: [`/reconciliation?day=${id}`, words(`${by} ${id} 结算`, `${by}, settlement of ${id}`)],
    refund: [`/refunds/${id}`, words(`银行退款 ${id}`, `Refund by bank ${id}`)],
    remittance: [`/remittances/${id}`, words(`上缴 ${id}`, `Remittance ${id}`)],
    fee_invoice: [null, words(`${by} 手续费发票 ${id}`, `${by}, invoice of fees ${id}`)],
    bank_charge: [`/bank-entries/${entry.key}`, USE_WORDS.bank_charge],
    bank_interest: [`/bank-entries/${entry.key}`, USE_WORDS.bank_interest],
  } as const;
  const [path, name] = ways[use];
  return path === null ? <span>{name[language]}</span> : <To path={path}>{name[language]}</To>;
}
