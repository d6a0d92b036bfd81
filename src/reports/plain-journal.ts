import { addDays } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import { formatYuan } from '../kernel/money';
import type { Fen } from '../kernel/money';
import { plainAccount } from './plain-account';

/** One journal with the ends of its postings; a debit is positive. */
export interface PlainTransaction {
  day: BusinessDay;
  journalId: string;
  kind: string;
  source: string;
  orderId: string | null;
  ends: readonly PlainEnd[];
}

export interface PlainEnd {
  account: string;
  fen: Fen;
}

/** How a text format of plain-text accounting writes the books. */
export interface PlainDialect {
  head(title: string): string;
  /** Before its first use, as of the first day. */
  account(code: string, name: string, day: BusinessDay): string;
  transaction(transaction: PlainTransaction): string;
  /** What every account holds at the end of a day. */
  balances(balances: readonly PlainEnd[], day: BusinessDay): string;
}

/** One line without what a comment, a quotation or a line begins or ends with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const oneLine = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();

const amount = (fen: Fen): string => `${formatYuan(fen)} CNY`;

/** hledger: the source is the code of the transaction, the journal and the order are its tags. */
const hledger: PlainDialect = {
  head: (title) => `; ${oneLine(title)}\ncommodity 1000.00 CNY\n\n`,
  account: (code, name) => `account ${plainAccount(code)}  ; ${hledgerText(name)}\n`,
  transaction: ({ day, journalId, kind, source, orderId, ends }) => {
    const tags = [`journal:${hledgerText(journalId)}`, ...(orderId ? [`order:${hledgerText(orderId)}`] : [])];
    const head = `${day} * (${hledgerText(source)}) ${hledgerText(kind)}  ; ${tags.join(', ')}\n`;
    return `${head}${ends.map(({ account, fen }) => `    ${plainAccount(account)}  ${amount(fen)}\n`).join('')}\n`;
  },
  balances: (balances, day) => {
    const lines = balances.map(
      ({ account, fen }) => `    ${plainAccount(account)}  ${amount(0n)} = ${amount(fen)}\n`,
    );
    return balances.length === 0 ? '' : `${day} * balances at the end of the day\n${lines.join('')}\n`;
  },
};

const hledgerText = (text: string): string =>
  oneLine(text)
    .replace(/[();,|]/g, ' ')
    .trim() || '-';

/** Beancount: the source is the narration, the journal its link, the order its metadata. */
const beancount: PlainDialect = {
  head: (title) => `option "title" ${quoted(title)}\noption "operating_currency" "CNY"\n${EXACT}\n`,
  account: (code, name, day) =>
    `${day} open ${plainAccount(code)} CNY\n  code: ${quoted(code)}\n  name: ${quoted(name)}\n`,
  transaction: ({ day, journalId, kind, source, orderId, ends }) => {
    const link = /^[A-Za-z0-9_-]+$/.test(journalId) ? ` ^${journalId}` : '';
    const order = orderId ? `  order: ${quoted(orderId)}\n` : '';
    const lines = ends.map(({ account, fen }) => `  ${plainAccount(account)}  ${amount(fen)}\n`).join('');
    return `${day} * ${quoted(kind)} ${quoted(source)}${link}\n${order}${lines}\n`;
  },
  // Its assertions are about the beginning of a day.
  balances: (balances, day) =>
    balances
      .map(({ account, fen }) => `${addDays(day, 1)} balance ${plainAccount(account)}  ${amount(fen)}\n`)
      .join(''),
};

/** By itself it would let a balance be a fen off. */
const EXACT = 'option "inferred_tolerance_multiplier" "0.1"\n';

const quoted = (text: string): string => `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;

/** The formats by their names. */
export const PLAIN_DIALECTS = { hledger, beancount } as const satisfies Record<string, PlainDialect>;
