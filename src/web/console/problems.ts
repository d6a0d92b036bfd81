import type { AppError, ErrorDetails } from '../../kernel/errors';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { fileWords } from './file-words';
import { PROBLEMS } from './problem-table';

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
  const known = (error && PROBLEMS[error.code]) ?? BY_STATUS[status];
  if (known) return known[language];
  const said = inLanguage(error?.message ?? '', language);
  return said ?? `操作没有执行（${error?.code ?? status}），未作任何更改。`;
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
};

const FEN = new Set(['limit', 'refundable']);

/** The facts of a problem, one in a line: the row of a file, what is wrong with it, what prevents each of many. */
export function problemFacts(details: ErrorDetails, language: Language): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (name === 'permission' || name === 'obstacle_count') return [];
    if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
      return value.map((one) => oneOfMany(one as Readonly<Record<string, unknown>>, language));
    const shown = shownOf(name, value, language);
    return shown === null ? [] : [`${(NAMES[name] ?? words(name, name))[language]}: ${shown}`];
  });
}

function shownOf(name: string, value: unknown, language: Language): string | null {
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' || value === undefined) return null;
  if (FEN.has(name) && typeof value === 'number') return formatAmount(BigInt(value));
  return fileWords(String(value))[language];
}

/** A bad field, or what prevents one of several things. */
function oneOfMany(one: Readonly<Record<string, unknown>>, language: Language): string {
  const { id, code, message, pointer, ...facts } = one;
  const said =
    typeof code === 'string'
      ? (PROBLEMS[code]?.[language] ?? inLanguage(String(message), language) ?? message)
      : message;
  const rest = Object.entries(facts).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [`${name} ${String(value)}`],
  );
  return [id ?? pointer, said, ...rest].filter((text) => text !== undefined).join(' · ');
}

/** What a message says in this language; null: nothing in Chinese. */
function inLanguage(message: string, language: Language): string | null {
  return language === 'en' ? message.replace(CHINESE, '').trim() : (message.match(CHINESE)?.join('') ?? null);
}

/** Why a run failed, as it was written down: a code, what was wrong, and where. */
export function refusalText(reason: string, language: Language): string {
  const [code = '', ...facts] = reason.split(', ');
  const said = PROBLEMS[code]?.[language].split(/[。.:：]/)[0] ?? code;
  const where = facts.map((fact) => {
    const [name = '', ...value] = fact.split(' ');
    const known = NAMES[name];
    return known && value.length > 0
      ? `${known[language]} ${fileWords(value.join(' '))[language]}`
      : fileWords(fact)[language];
  });
  return [said, ...where].join(' · ');
}
