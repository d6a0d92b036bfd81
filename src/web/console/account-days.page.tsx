import type { VNode } from 'preact';
import { DAY_FIGURES } from '../days/certificate-facts';
import type { FigureName } from '../days/certificate-facts';
import type { Language } from '../shared/language';
import type { Telling } from './fact-words';
import { AccountName } from './journal.page';
import { words } from './page';
import type { Words } from './page';
import { addressOf, Amount, DataTable, Facts } from './table.page';

interface AccountRow {
  account: string;
  opening: bigint;
  in: bigint;
  out: bigint;
  closing: bigint;
}

interface FiguresProps {
  language: Language;
  day: string;
  /** Fen, by the names of a seal. */
  figureOf: (name: FigureName) => bigint;
}

/** As the vouchers are counted that a figure adds up; what stood at either end of the day has none. */
const KIND_OF: Readonly<Partial<Record<FigureName, string>>> = {
  normal: 'collected',
  suspense: 'suspense',
  refunded: 'refunded',
  treasury: 'treasury',
  special: 'special_account',
  adjusted: 'adjusted',
};

/** What was held for others on a day, in the columns of a bank's report, and the way to what moved. */
export function Figures({ language, day, figureOf }: FiguresProps): VNode {
  const shown = (name: FigureName): VNode => {
    const [kind, amount] = [KIND_OF[name], <Amount fen={figureOf(name)} />];
    if (kind === undefined) return amount;
    return <a href={addressOf('/reports/bank-lines', { from: day, to: day, kind })}>{amount}</a>;
  };
  return (
    <>
      <h2>{words('代收资金', 'Held for others')[language]}</h2>
      <Facts language={language} facts={DAY_FIGURES.map(([name, zh, en]) => [words(zh, en), shown(name)])} />
    </>
  );
}

/** What each account came to over a day, and the way to what moved on it. */
export function Accounts({
  telling,
  day,
  accounts,
}: {
  telling: Telling;
  day: string;
  accounts: readonly AccountRow[];
}): VNode {
  const amount = (name: Words, of: (row: AccountRow) => bigint) => ({
    name,
    isNumber: true,
    cell: (row: AccountRow) => <Amount fen={of(row)} />,
  });
  return (
    <DataTable
      language={telling.language}
      caption={words('各科目：期初 + 收入 − 支出 = 期末', 'Each account: opening + in − out = closing')}
      columns={[
        {
          name: words('科目', 'Account'),
          cell: ({ account }) => (
            <a href={addressOf('/reports/account-statement', { account, from: day, to: day })}>
              <AccountName telling={telling} code={account} />
            </a>
          ),
        },
        amount(words('期初', 'Opening'), (row) => row.opening),
        amount(words('收入', 'In'), (row) => row.in),
        amount(words('支出', 'Out'), (row) => row.out),
        amount(words('期末', 'Closing'), (row) => row.closing),
      ]}
      rows={accounts}
      empty={words('当日没有发生额，也没有余额。', 'Nothing moved, and nothing is left.')}
    />
  );
}
