import type { AppError, ErrorDetails } from '../../kernel/errors';
import type { Language } from '../shared/language';
import { words } from './page';
import type { Words } from './page';
import { FACT_NAMES, UNSAID } from './fact-names';
import { factName, factText, pointerText } from './fact-words';
import type { Telling } from './fact-words';
import { fileWords } from './file-words';
import { PROBLEMS } from './problem-table';
import { CHINESE_CONTRADICTIONS, CHINESE_DETAILS, CHINESE_FIELDS } from '../../http/problem-zh';

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

/** The facts of a problem, one in a line: the row of a file, what is wrong with it, what prevents each of many. */
export function problemFacts(details: ErrorDetails, telling: Telling): string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (UNSAID.has(name) || (Array.isArray(value) && value.length === 0)) return [];
    if (Array.isArray(value) && value.some((one) => typeof one === 'object'))
      return value.map((one) => oneOfMany(one as Readonly<Record<string, unknown>>, telling));
    const shown = shownOf(name, value, telling);
    return shown === null ? [] : [`${factName(name, telling.language)}: ${shown}`];
  });
}

function shownOf(name: string, value: unknown, telling: Telling): string | null {
  if (Array.isArray(value)) return value.map((one) => factText(name, one, telling)).join(', ');
  if (typeof value === 'object' || value === undefined) return null;
  if (name === 'what') return inLanguage(String(value), telling.language);
  const contradiction = telling.language === 'en' ? undefined : CHINESE_CONTRADICTIONS[String(value)];
  return contradiction ?? factText(name, value, telling);
}

/** A bad field, or what prevents one of several things. */
function oneOfMany(one: Readonly<Record<string, unknown>>, telling: Telling): string {
  const { id, code, message, pointer, what_to_do: toDo, ...facts } = one;
  const { language } = telling;
  const said = isBilingual(toDo)
    ? toDo[language === 'en' ? 'en' : 'zh']
    : typeof code === 'string'
      ? (codeWordsOf(code, String(message), language) ?? message)
      : typeof message === 'string'
        ? fieldWords(message, facts.messageZh, language)
        : undefined;
  const rest = Object.entries(facts).flatMap(([name, value]) => {
    const shown = UNSAID.has(name) ? null : shownOf(name, value, telling);
    return shown === null ? [] : [`${factName(name, language)} ${shown}`];
  });
  const field = typeof pointer === 'string' ? pointerText(pointer, language) : undefined;
  return [id ?? field, said, ...rest].filter((text) => text !== undefined && text !== '').join(' · ');
}

/** What keeps a day open, and such, brings its own words. */
const isBilingual = (given: unknown): given is { zh: string; en: string } =>
  typeof given === 'object' && given !== null && 'zh' in given && 'en' in given;

/** What is wrong with a field. */
function fieldWords(message: string, messageZh: unknown, language: Language): string {
  if (language === 'en') return message;
  return CHINESE_FIELDS[message] ?? (typeof messageZh === 'string' ? messageZh : message);
}

/** What a message says in this language; null: nothing in Chinese. */
function inLanguage(message: string, language: Language): string | null {
  return language === 'en' ? message.replace(CHINESE, '').trim() : (message.match(CHINESE)?.join('') ?? null);
}

/** What the code of an error means, without what to do about it. */
export const codeText = (code: string, language: Language): string =>
  codeWordsOf(code, code, language)?.split(/[。.:：]/)[0] ?? code;

/** Why a run failed, as it was written down: a code, what was wrong, and where. */
export function refusalText(reason: string, telling: Telling): string {
  const { language } = telling;
  const [code = '', ...facts] = reason.split(', ');
  const said = codeText(code, language);
  const where = facts.map((fact) => {
    const [name = '', ...value] = fact.split(' ');
    return FACT_NAMES[name] && value.length > 0
      ? `${factName(name, language)} ${factText(name, value.join(' '), telling)}`
      : fileWords(fact)[language];
  });
  return [said, ...where].join(' · ');
}
