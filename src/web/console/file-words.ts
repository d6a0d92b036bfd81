import { words } from './page';
import type { Words } from './page';

/** What is wrong with a file, by the word of who read it. */
const FILE_WORDS: Readonly<Record<string, Words>> = {
  address: words('下载地址不正确', 'the address of the file'),
  totals: words('合计与明细不符', 'the totals do not agree with the rows'),
  doubled: words('明细逐行重复', 'the rows stand there twice'),
  damaged: words('文件损坏或被截断', 'damaged or cut off'),
  summary: words('汇总行格式不符', 'the summary has another form'),
  'too-large': words('解压后过大', 'too large when unpacked'),
  'row-too-long': words('一行过长', 'a row is too long'),
  row: words('该行内容不符合格式', 'a row has another form'),
  header: words('表头列名与渠道格式不符', 'the columns are not those of the channel'),
  'two-of-a-kind': words('压缩包中有两份同类文件', 'two files of a kind in the archive'),
  'part-missing': words('压缩包缺少文件', 'a file is missing in the archive'),
  hash: words('哈希不符', 'another hash'),
  'after-end': words('结束行之后还有内容', 'there is more after the end'),
  'no-end': words('缺少结束行，文件可能被截断', 'the end is missing: it was cut off'),
  'after-summary': words('汇总行之后还有内容', 'there is more after the summary'),
  'no-summary': words('缺少汇总行，文件可能被截断', 'the summary is missing: it was cut off'),
  'too-many-files': words('压缩包文件过多', 'too many files in the archive'),
  'a number is missing': words('缺少单号', 'a number is missing'),
  'a number or an amount is missing': words('缺少单号或金额', 'a number or an amount is missing'),
  'a row without backticks': words('缺少每格前的反引号', 'a row without backticks'),
  'another currency': words('币种不是人民币', 'another currency'),
  'another merchant': words('不是本商户的记录', 'a row of another merchant'),
  'no amount': words('金额为空或为零', 'no amount'),
  'unknown kind of business': words('业务类型未知', 'unknown kind of business'),
  'unknown state': words('状态未知', 'unknown state'),
  'wrong number of columns': words('列数不符', 'wrong number of columns'),
  'columns missing': words('缺少列', 'columns are missing'),
  'the number is known with another amount': words(
    '该流水号此前以另一金额导入',
    'the number was imported before with another amount',
  ),
  'the same row twice': words('同一笔记录重复出现', 'the same row stands there twice'),
  'the balance does not follow': words(
    '余额与上一行不衔接：缺行、金额被改动，或导出时筛选过。请导出该账户的全部流水',
    'the balance does not follow from the row before: a row is missing or changed, or was filtered out. Export every row of the account',
  ),
  'no rows': words(
    '只有表头，没有任何流水。文件未写明日期，无法据此认定哪一天没有收支；请确认导出的日期范围',
    'there is no row below the heading. It names no day on which nothing moved; check for which days it was exported',
  ),
  'a day to come': words('日期晚于今天', 'a day to come'),
  CSV_RECORD_INCONSISTENT_COLUMNS: words('列数与表头不符', 'not as many columns as the heading has'),
  CSV_QUOTE_NOT_CLOSED: words('引号没有闭合，文件可能被截断', 'a quote is not closed: it was cut off'),
  CSV_INVALID_CLOSING_QUOTE: words('引号位置不正确', 'a quote in the wrong place'),
  CSV_MAX_RECORD_SIZE: words('一行过长', 'a row is too long'),
  'not an amount in yuan': words('不是以元为单位的金额', 'not an amount in yuan'),
  'not one amount in yuan': words('应有且仅有一个以元为单位的金额', 'not one amount in yuan'),
};

/** What is wrong that names what was found. */
const PATTERNS: readonly (readonly [RegExp, Words])[] = [
  [/^the account (.+) is not known$/, words('账号 $1 未登记', 'the account $1 is not known')],
  [/^not a day in the form (.+)$/, words('不是 $1 格式的日期', 'not a day in the form $1')],
  [/^not a decimal number: (.+)$/, words('不是数字：$1', 'not a number: $1')],
];

/** What is wrong, in words where we have some. */
export function fileWords(code: string): Words {
  const found = PATTERNS.find(([form]) => form.test(code));
  if (!found) return FILE_WORDS[code] ?? words(code, code);
  const [form, said] = found;
  return words(code.replace(form, said['zh-CN']), code.replace(form, said.en));
}
