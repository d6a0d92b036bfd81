import type { VNode } from 'preact';
import type { BankEntryRow } from '../../console/bank-entries';
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
export function EntryUse({ entry, language, channelNames }: EntryUseProps): VNode {
  const { use, useId: id, channel, note } = entry;
  if (use === null)
    return note === null ? (
      <span class="late">{EXPLAINED_WORDS.unexplained[language]}</span>
    ) : (
      <span>{note}</span>
    );
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
