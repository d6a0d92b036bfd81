import { accountName } from '../../ledger/account-name';
import { KIND_NAMES } from '../../ledger/journal';
import { SYSTEM } from '../../audit/audit';
import { walletTextInEnglish } from '../../refunds/automatic-reason';
import { findReport } from '../../reports/report-list';
import { formatAmount } from '../shared/formats';
import type { Language } from '../shared/language';
import { EVENT_WORDS, LEFT_WORDS, REGISTER_WORDS } from './answer-words';
import { DEEDS } from './deeds';
import {
  ACTION_WORDS,
  CAUSE_WORDS,
  ENDED_WORDS,
  RESOLUTION_WORDS,
  SUBJECT_WORDS,
  TYPE_WORDS,
} from './difference-words';
import { MOOT_WORDS, PROPOSAL_WORDS } from './finance-proposal-words';
import { FACT_NAMES } from './fact-names';
import { channelNameFrom } from './channel-words';
import { fileWords } from './file-words';
import { SYSTEM_WORDS, words } from './page';
import type { Words } from './page';
import { BATCH_WORDS, CONFIRMATION_WORDS, DESTINATION_WORDS, LEFT_OUT_WORDS } from './settlement-words';
import { ROLE_NAMES } from './shell.page';
import { BEGUN_WORDS, DIRECTION_WORDS, RUN_WORDS, STANDING_WORDS, USE_WORDS } from './source-words';
import {
  AGE_WORDS,
  anyStatusWords,
  BESIDE_REASONS,
  CLAIM_WORDS,
  CLAIMED,
  DAY_WORDS,
  DISPOSITION_WORDS,
  EXPORT_WORDS,
  HELD_WORDS,
  JOURNAL_WORDS,
  ORDER_WORDS,
  ORIGIN_WORDS,
  PAYMENT_WORDS,
  REASON_WORDS,
  REFUND_WORDS,
  REPORT_WORDS,
} from './status-words';

/** In which words facts are told. */
export interface Telling {
  language: Language;
  /** The configured channels, by code. */
  channelNames: ReadonlyMap<string, Words>;
}

type Table = Readonly<Record<string, Words>>;

const ACCOUNT_KINDS: Table = Object.fromEntries(
  Object.entries(KIND_NAMES).map(([kind, [zh, en]]) => [kind, words(zh, en)]),
);

const STATUSES: Table = {
  ...{ ...ACTION_WORDS, ...RESOLUTION_WORDS, ...BATCH_WORDS, ...RUN_WORDS, ...EXPORT_WORDS },
};

/** Where money of an item went, and goes now, as the log of the operator's command has it. */
const TARGETS: Table = {
  ...DESTINATION_WORDS,
  nothing: words('未设置', 'nothing'),
  'not divided': words('不分成', 'not divided'),
  'no account name': words('无户名', 'no account name'),
  'no account number': words('无账号', 'no account number'),
  'no bank': words('无开户行', 'no bank'),
};

/** Who acts where no person does: the gateway, and a schedule of reports. */
const ACTORS: Table = {
  [SYSTEM.id]: SYSTEM_WORDS,
  [SYSTEM.name]: SYSTEM_WORDS,
  schedule: words('定时任务', 'Schedule'),
};

/** Under these names stands who did something. */
const PERSONS = [
  ...['actor_name', 'checked_by', 'checker', 'closed_by', 'decided_by', 'imported_by', 'made_by', 'maker'],
  ...['noted_by', 'poster', 'proposed_by', 'requested_by'],
];

/** What codes mean, by the name of the fact, or the column of a report, that they stand under. */
const VALUE_WORDS: Readonly<Record<string, Table>> = {
  ...Object.fromEntries(PERSONS.map((name) => [name, ACTORS])),
  action: ACTION_WORDS,
  bucket: AGE_WORDS,
  actions: ACTION_WORDS,
  begun: BEGUN_WORDS,
  cause: CAUSE_WORDS,
  day_of: { requested: words('申请日', 'asked for'), succeeded: words('退款到账日', 'went back') },
  deed: DEEDS,
  destination: DESTINATION_WORDS,
  direction: DIRECTION_WORDS,
  disposition: DISPOSITION_WORDS,
  event_type: EVENT_WORDS,
  kind: {
    ...PROPOSAL_WORDS,
    ...SUBJECT_WORDS,
    ...JOURNAL_WORDS,
    brought_forward: words('期初余额', 'Brought forward'),
  },
  note: { ...ENDED_WORDS, ...MOOT_WORDS },
  standing: STANDING_WORDS,
  type: TYPE_WORDS,
  use: USE_WORDS,
  kinds: ACCOUNT_KINDS,
  origin: ORIGIN_WORDS,
  problem: REGISTER_WORDS,
  detail: LEFT_WORDS,
  reason: {
    ...REASON_WORDS,
    ...LEFT_OUT_WORDS,
    claimed: CLAIMED,
    ...BESIDE_REASONS,
  },
  before: TARGETS,
  after: TARGETS,
  roles: ROLE_NAMES,
  roles_before: ROLE_NAMES,
  side: { DR: words('借', 'DR'), CR: words('贷', 'CR') },
  way: {
    password: words('密码和动态码', 'password and code'),
    identity_provider: words('统一身份认证', 'identity provider'),
  },
};

/** Several codes in one text. */
const LISTS = new Set(['roles', 'roles_before', 'before', 'after']);

const listText = (text: string, table: Table, language: Language): string =>
  text
    .split(/,\s*/)
    .map((one) => table[one]?.[language] ?? one)
    .join(language === 'en' ? ', ' : '、');

const FEN = new Set([
  'limit',
  'refundable',
  'amount',
  'order_amount',
  'owed',
  'fee',
  'invoiced',
  'expected_balance',
  'found_balance',
]);

/** What a fact is called. */
export const factName = (name: string, language: Language): string =>
  (FACT_NAMES[name] ?? words(name, name))[language];

/** What a fact says, without codes where we have words: an amount in yuan, a channel by its name. */
export function factText(name: string, value: unknown, telling: Telling): string {
  const { language } = telling;
  const text = String(value);
  if (FEN.has(name) && /^-?\d+$/.test(text)) return formatAmount(BigInt(text));
  if (name === 'pointer') return pointerText(text, language);
  if (name === 'report') return reportWords(text)[language];
  if (name === 'status') return statusOf(text)[language];
  const said = columnText(name, text, telling);
  return said === text ? fileWords(text)[language] : said;
}

/** What a cell of a report says. Much of it was given by others, and is left as it is: only codes of ours are told. */
export function columnText(name: string, text: string, { language, channelNames }: Telling): string {
  if (name === 'channel') return channelNames.get(text)?.[language] ?? text;
  const table = VALUE_WORDS[name];
  if (LISTS.has(name)) return listText(text, table ?? {}, language);
  const word = table?.[text]?.[language];
  if (word !== undefined) return word;
  return name === 'reason' ? refundReason(text, language) : text;
}

/** What people call an account. */
export function accountText(code: string, { language, channelNames }: Telling): string {
  const { zh, en } = accountName(code, channelNameFrom(channelNames));
  return language === 'en' ? en : zh;
}

/** Why money goes back: the gateway writes it in Chinese, for the payer's wallet; a person in whatever language. */
export const refundReason = (reason: string, language: Language): string =>
  (language === 'en' ? walletTextInEnglish(reason) : null) ?? reason;

/** A number after a name is a place in that list; one that stands first is a code, and a name itself. */
const isPlace = (step: string, at: number): boolean => at > 0 && /^\d+$/.test(step);

/** By reports: what is called there as it is on the page of its list, and means something else elsewhere. */
const WORDS_IN: Readonly<Record<string, Readonly<Record<string, Table>>>> = {
  orders: { status: ORDER_WORDS },
  'payment-attempts': { status: PAYMENT_WORDS },
  refunds: { status: REFUND_WORDS },
  claims: { status: CLAIM_WORDS },
  'write-back': { status: REPORT_WORDS },
  'orders-by-number': { status: ORDER_WORDS },
  days: { status: DAY_WORDS },
  proposals: { kind: PROPOSAL_WORDS },
  'trial-balance': { kind: ACCOUNT_KINDS },
  'bank-lines': { kind: HELD_WORDS },
  'treasury-figures': { status: CONFIRMATION_WORDS },
};

/** What a code of a column, or of the filter of that name, means in a report by its code; itself where nobody knows. */
export function wordsIn(report: string, name: string, code: string): Words {
  const own = WORDS_IN[report]?.[name]?.[code];
  return own ?? (name === 'status' ? statusOf(code) : words(code, code));
}

/** A status of whatever it is. */
const statusOf = (code: string): Words => STATUSES[code] ?? anyStatusWords(code);

/** Which field is meant, as its form calls it: the last name of `/journal/amount`, with the place in a list. */
export function pointerText(pointer: string, language: Language): string {
  const steps = pointer.split('/').slice(1);
  const name = steps.filter((step, at) => !isPlace(step, at)).at(-1) ?? '';
  const index = steps.find(isPlace);
  return index === undefined ? factName(name, language) : `${factName(name, language)} ${Number(index) + 1}`;
}

/** A report by its title. */
export function reportWords(code: string): Words {
  const title = findReport(code)?.title;
  return title ? words(title.zh, title.en) : words(code, code);
}
