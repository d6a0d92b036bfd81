import type { VNode } from 'preact';
import type { SettlementNames } from '../../console/settlement-rules.service';
import type { ItemKey, RemittanceDetails } from '../../settlement/remittance';
import { payeesOf } from '../../settlement/remittance-payee';
import type { Language } from '../shared/language';
import { words } from './page';
import { LEFT_OUT_WORDS } from './settlement-words';
import { Amount, DataTable, Named, nameAndCode } from './table.page';
import type { Column } from './table.page';

interface PartsProps {
  language: Language;
  batch: RemittanceDetails;
  names: SettlementNames;
}

/** Whose money it is, and of what. */
export const itemColumns = ({ agencyNames, itemNames }: SettlementNames): Column<ItemKey>[] => [
  {
    name: words('执收单位', 'Agency'),
    cell: ({ agencyCode: code }) => <Named name={agencyNames.get(code) ?? code} code={code} />,
  },
  {
    name: words('收入项目', 'Income item'),
    cell: ({ incomeItemCode: code }) => <Named name={itemNames.get(code) ?? code} code={code} />,
  },
];

/** Whom the batch pays: what its checker answers for, and what the file of the bank will say. */
export function Payees({ language, batch, names }: PartsProps): VNode {
  const unknown = (
    <span class="quiet">{words('未记录，见银行文件', 'not recorded, see the file')[language]}</span>
  );
  const none = <strong class="late">{words('无账户，请退回', 'no account: return it')[language]}</strong>;
  const missing = batch.fileSha256 === null ? none : unknown;
  return (
    <DataTable
      language={language}
      caption={words('收款账户（制单时固定）', 'Payees, as fixed when it was made')}
      columns={[
        { name: words('户名', 'Account name'), cell: ({ accountName }) => accountName ?? missing },
        { name: words('账号', 'Account number'), cell: ({ accountNo }) => accountNo ?? missing },
        { name: words('开户行', 'Bank'), cell: ({ bankName }) => bankName ?? '' },
        {
          name: words('执收单位／收入项目', 'Agency / income item'),
          isText: true,
          cell: ({ items }) => items.map((item) => itemText(item, names)).join('; '),
        },
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ amountFen }) => <Amount fen={amountFen} />,
        },
      ]}
      rows={payeesOf(batch.lines)}
      empty={words('没有收款账户。', 'No payee.')}
    />
  );
}

const itemText = ({ agencyCode, incomeItemCode }: ItemKey, { agencyNames, itemNames }: SettlementNames) =>
  `${nameAndCode(agencyNames, agencyCode)} / ${nameAndCode(itemNames, incomeItemCode)}`;

/** What waits for another batch, and why. */
export function LeftOutItems({ language, batch: { leftOut }, names }: PartsProps): VNode {
  if (leftOut.length === 0) return <></>;
  return (
    <DataTable
      language={language}
      caption={words('制单时未列入的项目', 'Left out when it was made')}
      columns={[
        ...itemColumns(names),
        { name: words('原因', 'Why'), cell: ({ reason }) => LEFT_OUT_WORDS[reason][language] },
        {
          name: words('金额', 'Amount'),
          isNumber: true,
          cell: ({ amountFen }) => <Amount fen={amountFen} />,
        },
      ]}
      rows={leftOut}
      empty={words('没有。', 'None.')}
    />
  );
}
