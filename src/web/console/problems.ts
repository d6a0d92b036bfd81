import type { AppError, ErrorDetails } from '../../kernel/errors';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { fileWords } from './file-words';
import { PROBLEMS } from './problem-table';
import { ACTION_WORDS, RESOLUTION_WORDS } from './difference-words';
import { anyStatusWords } from './status-words';
import { CHINESE_DETAILS, CHINESE_FIELDS } from '../../http/problem-zh';

const BY_STATUS: Readonly<Record<number, Words>> = {
  404: words(
    '没有找到这个页面或这条记录。请检查编号是否完整。',
    'There is no such page or record. Check that the number is complete.',
  ),
  500: words(
    '我们这边出了问题，已记录。请稍后查看操作是否已生效。',
    'Something went wrong on our side and was noted. See in a while whether it was done.',
  ),
};

/** Whole sentences in Chinese. */
const CHINESE = /[\u4e00-\u9fff][^A-Za-z]*?。/gu;

/** What a person is told of a problem: our words for its code, else for its status, else what the error says. */
export function problemWords(error: AppError | null, status: number, language: Language): string {
  const said = error ? codeWordsOf(error.code, error.message, language) : undefined;
  const ofStatus = PROBLEMS[error?.code ?? ''] ? undefined : BY_STATUS[status]?.[language];
  return ofStatus ?? said ?? `操作没有执行（${error?.code ?? status}），未作任何更改。`;
}

/** What is said of an error: on these pages where that differs, else as the API says it. */
function codeWordsOf(code: string, message: string, language: Language): string | undefined {
  const said = language === 'en' ? inLanguage(message, language) : CHINESE_DETAILS[code];
  return PROBLEMS[code]?.[language] ?? said ?? undefined;
}

const NAMES: Readonly<Record<string, Words>> = {
  row: words('明细行号（不含表头）', 'Row, below the heading'),
  line: words('行号', 'Line'),
  reason: words('原因', 'What is wrong'),
  problem: words('问题', 'What is wrong'),
  column: words('列', 'Column'),
  columns: words('列', 'Columns'),
  limit: words('限额', 'Limit'),
  refundable: words('可退金额', 'Can be refunded'),
  status: words('当前状态', 'Status now'),
  channel: words('渠道', 'Channel'),
  business_day: words('营业日', 'Business day'),
  expected: words('应为', 'Expected'),
  actual: words('实为', 'Found'),
  found: words('文件内容为', 'Found'),
  what: words('说明', 'What it means'),
  row_count: words('行数', 'Rows'),
  most: words('最多字数', 'Characters at most'),
  actions: words('可选方式', 'What can be done'),
  types: words('允许的类型', 'Kinds that are taken'),
  resolution: words('处理意见', 'Proposal'),
  subject: words('对象', 'About'),
  closed_up_to: words('已关账至', 'Closed up to'),
  mappings: words('已有的列映射', 'Mappings'),
  report: words('报表', 'Report'),
  day: words('日期', 'Day'),
  account: words('科目', 'Account'),
  from: words('起始日', 'From'),
  to: words('截止日', 'To'),
};

const FEN = new Set(['limit', 'refundable']);
/** Of no use to who reads it. */
const UNSAID = new Set(['permission', 'obstacle_count', 'in', 'messageZh']);

/** The facts of a problem, one in a line: the row of a file, what is wrong with it, what prevents each of many. */
export function problemFacts(details: ErrorDetails, language: Language): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (UNSAID.has(name) || (Array.isArray(value) && value.length === 0)) return [];
    if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
      return value.map((one) => oneOfMany(one as Readonly<Record<string, unknown>>, language));
    const shown = shownOf(name, value, language);
    return shown === null ? [] : [`${nameOf(name, language)}: ${shown}`];
  });
}

function shownOf(name: string, value: unknown, language: Language): string | null {
  if (Array.isArray(value)) return value.map((one) => codeWords(String(one))[language]).join(', ');
  if (typeof value === 'object' || value === undefined) return null;
  if (FEN.has(name) && typeof value === 'number') return formatAmount(BigInt(value));
  if (name === 'what') return inLanguage(String(value), language);
  return name === 'status' ? codeWords(String(value))[language] : fileWords(String(value))[language];
}

/** A status, or what may be done, as the pages say it. */
const codeWords = (code: string): Words =>
  (({ ...ACTION_WORDS, ...RESOLUTION_WORDS }) as Readonly<Record<string, Words>>)[code] ??
  anyStatusWords(code);

/** A bad field, or what prevents one of several things. */
function oneOfMany(one: Readonly<Record<string, unknown>>, language: Language): string {
  const { id, code, message, pointer, what_to_do: toDo, ...facts } = one;
  const said = isBilingual(toDo)
    ? toDo[language === 'en' ? 'en' : 'zh']
    : typeof code === 'string'
      ? (codeWordsOf(code, String(message), language) ?? message)
      : typeof message === 'string'
        ? fieldWords(message, facts.messageZh, language)
        : undefined;
  const rest = Object.entries(facts).flatMap(([name, value]) => {
    const shown = UNSAID.has(name) ? null : shownOf(name, value, language);
    return shown === null ? [] : [`${nameOf(name, language)} ${shown}`];
  });
  const field = typeof pointer === 'string' ? nameOf(pointer.slice(1), language) : undefined;
  return [id ?? field, said, ...rest].filter((text) => text !== undefined).join(' · ');
}

/** What keeps a day open, and such, brings its own words. */
const isBilingual = (given: unknown): given is { zh: string; en: string } =>
  typeof given === 'object' && given !== null && 'zh' in given && 'en' in given;

const nameOf = (name: string, language: Language): string => (NAMES[name] ?? words(name, name))[language];

/** What is wrong with a field. */
function fieldWords(message: string, messageZh: unknown, language: Language): string {
  if (language === 'en') return message;
  return CHINESE_FIELDS[message] ?? (typeof messageZh === 'string' ? messageZh : message);
}

/** What a message says in this language; null: nothing in Chinese. */
function inLanguage(message: string, language: Language): string | null {
  return language === 'en' ? message.replace(CHINESE, '').trim() : (message.match(CHINESE)?.join('') ?? null);
}

/** Why a run failed, as it was written down: a code, what was wrong, and where. */
export function refusalText(reason: string, language: Language): string {
  const [code = '', ...facts] = reason.split(', ');
  const said = codeWordsOf(code, code, language)?.split(/[。.:：]/)[0] ?? code;
  const where = facts.map((fact) => {
    const [name = '', ...value] = fact.split(' ');
    const known = NAMES[name];
    return known && value.length > 0
      ? `${known[language]} ${fileWords(value.join(' '))[language]}`
      : fileWords(fact)[language];
  });
  return [said, ...where].join(' · ');
}
