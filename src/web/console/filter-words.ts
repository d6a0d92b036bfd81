import type { FilterName } from '../../reports/report';
import { words } from './page';
import type { Words } from './page';

type Name = Exclude<FilterName, 'period'>;

/** What each filter is called, unless the list of its report calls it otherwise. */
const FILTER_WORDS: Readonly<Record<Exclude<FilterName, 'period'>, Words>> = {
  channel: words('渠道', 'Channel'),
  agency: words('执收单位', 'Agency'),
  affair: words('缴费事项', 'Affair'),
  income_item: words('收入项目', 'Income item'),
  status: words('状态', 'Status'),
  state: words('进展', 'State'),
  kind: words('类别', 'Kind'),
  type: words('类型', 'Type'),
  movement: words('收支', 'Movement'),
  reason: words('原因', 'Reason'),
  bucket: words('账龄', 'Age'),
  destination: words('去向', 'To'),
  account: words('科目', 'Account'),
  owner: words('负责人', 'Owner'),
  run: words('对账批次', 'Run'),
  file: words('文件', 'File'),
  paid_before: words('支付早于', 'Paid before'),
  up_to: words('截至', 'Up to'),
  day_of: words('按日期', 'By day of'),
  number: words('号码', 'Number'),
  deed: words('操作', 'Action'),
  actor: words('操作人', 'Who'),
  subject: words('对象编号', 'Subject (id)'),
};

/** By the code of a report: what its filters are called on the page of its list too. */
const OF_LIST: Readonly<Record<string, Readonly<Partial<Record<Name, Words>>>>> = {
  'bank-movements': { state: words('去向', 'Explained'), file: words('文件编号', 'File') },
  differences: { state: words('状态', 'State'), file: words('对账单文件', 'Statement file') },
  'orders-by-number': {
    number: words('订单号、缴款码、决定书或支付号', 'Order, pay code, decision or payment'),
  },
  proposals: { kind: words('事项', 'What') },
  transactions: { kind: words('类型', 'Kind') },
};

/** What a filter is called, on a list and in the report of its rows. @param report its code */
export const filterName = (report: string, name: Name): Words =>
  OF_LIST[report]?.[name] ?? FILTER_WORDS[name];
