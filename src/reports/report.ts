import type { Permission } from '../staff/actor';

/** Chinese first: that is what stands in front in every heading. */
export interface Words {
  zh: string;
  en: string;
}

/** What a cell holds. `fen` is an amount, `month` a 'YYYY-MM', `instant` a moment that is shown in Beijing time. */
export type ColumnType = 'text' | 'fen' | 'count' | 'day' | 'month' | 'instant';

/** What has a place of its own to be looked at, by its id or code. */
export type Subject =
  | 'order'
  | 'payment'
  | 'refund'
  | 'account'
  | 'day'
  | 'decision'
  | 'difference'
  | 'remittance'
  /** What caused a voucher: the id stands in it. */
  | 'source';

/** The report of the rows that a figure adds up: under these filters, it comes to that figure. */
export interface Behind {
  report: string;
  /** `{key}` stands for what the row has in that column, or the filter; what is not said is as in the report of the figure. */
  filters?: Readonly<Partial<Record<Exclude<FilterName, 'period'>, string>>>;
  /** The column with the day, or the month, of the row; without it, they are of the whole period. */
  days?: string;
}

export interface Column {
  /** As it is called in the API, and by the source of the report. */
  key: string;
  heading: Words;
  type: ColumnType;
  /** Whether it is added up: an amount that moved is, a balance is not. */
  isTotalled: boolean;
  /** What its values are the ids of. */
  names?: Subject;
  /** What its figures are made of. */
  behind?: Behind;
}

/** What a report may be narrowed by. `period` stands for `from` and `to`, or a name such as `last_month`. */
export type FilterName =
  | 'period'
  | 'channel'
  | 'agency'
  | 'affair'
  | 'income_item'
  | 'status'
  | 'state'
  | 'kind'
  | 'type'
  | 'movement'
  | 'reason'
  | 'bucket'
  | 'destination'
  | 'account'
  | 'owner'
  | 'run'
  | 'file'
  | 'paid_before'
  | 'up_to'
  | 'day_of'
  | 'number'
  | 'deed'
  | 'actor'
  | 'subject';

/** A report as data: what it is called, what its columns are, and by what it can be narrowed. */
export interface ReportDefinition {
  code: string;
  title: Words;
  columns: readonly Column[];
  /** What a reader has to know of its figures; a page says it. */
  note?: Words;
  /** Columns by which its rows are ordered; together they name one row, and none is ever empty. */
  order: readonly string[];
  /** The last comes first. */
  isDescending?: boolean;
  filters: readonly FilterName[];
  /** Those without which it says nothing. */
  requiredFilters?: readonly FilterName[];
  /** What a filter of few values may be. */
  choices?: Readonly<Partial<Record<FilterName, readonly string[]>>>;
  /** Whether it can be written for the tools of plain-text accounting as well. */
  isBooks?: boolean;
  /** Only for days of which every channel was reconciled (domain 2.5). */
  needsReconciliation?: boolean;
  /** It tells how things stand when it is made: its rows change, or more come, when all its days are closed. */
  isOfNow?: boolean;
  /** Its rows never change, more only come: it is neither open nor closed. */
  isLog?: boolean;
  /** Of those alone who may see its page; without it, of who reads the books, and takes files of them. */
  permission?: Permission;
}

/** The active filters. The days are business days, both counted; without a period, both are that on which it is made. */
export interface ReportFilters {
  from: string;
  to: string;
  channel?: string | undefined;
  agency?: string | undefined;
  affair?: string | undefined;
  income_item?: string | undefined;
  status?: string | undefined;
  /** Of differences: open, closed, overtaken. */
  state?: string | undefined;
  /** Of accounts, and of what moved. */
  kind?: string | undefined;
  type?: string | undefined;
  /** Of an account: what came to it, and what went of it. */
  movement?: string | undefined;
  reason?: string | undefined;
  /** Of money in suspense, how many days it waits. */
  bucket?: string | undefined;
  destination?: string | undefined;
  account?: string | undefined;
  /** Who sees to it, by id; `nobody`: those that nobody sees to. */
  owner?: string | undefined;
  /** The reconciliation that found it. */
  run?: string | undefined;
  /** The version of a channel's statement in which a difference was found last. */
  file?: string | undefined;
  /** Those alone that were paid before this moment. */
  paid_before?: string | undefined;
  /** The last day that counts, of what stands at an end. */
  up_to?: string | undefined;
  /** Which of its days counts: of a refund, that on which it was asked for, or on which the money went back. */
  day_of?: string | undefined;
  /** Of an order, its pay code, a decision or a payment. */
  number?: string | undefined;
  /** Of the audit log: what was done, who did it, and to what. */
  deed?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
}

/** Cells in the order of the columns, each as text: an amount in fen, a moment with +08:00. */
export type ReportRow = readonly (string | null)[];

/** What stands under a report: how many rows there are, and the sum of every column that is added up. */
export interface ReportTotals {
  rowCount: number;
  /** By the key of the column. */
  sums: ReadonlyMap<string, bigint>;
}

const columnOf =
  (type: ColumnType, more: Partial<Pick<Column, 'isTotalled' | 'names'>> = {}) =>
  (key: string, zh: string, en: string): Column => ({
    ...{ key, heading: { zh, en }, type, isTotalled: false },
    ...more,
  });

/** Columns by what they hold. Amounts and counts are added up; a balance and a number that names something are not. */
export const column = {
  text: columnOf('text'),
  /** The id of something that can be looked at. */
  idOf: (names: Subject) => columnOf('text', { names }),
  day: columnOf('day'),
  businessDay: columnOf('day', { names: 'day' }),
  month: columnOf('month'),
  instant: columnOf('instant'),
  fen: columnOf('fen', { isTotalled: true }),
  balance: columnOf('fen'),
  count: columnOf('count', { isTotalled: true }),
  number: columnOf('count'),
} as const;

/** Figures, with the report of what they are made of. */
export const madeOf = (behind: Behind, ...columns: readonly Column[]): Column[] =>
  columns.map((figure) => ({ ...figure, behind }));

/** Adds rows up, one after the other. */
export class RunningTotals {
  private rowCount = 0;
  private readonly sums: { key: string; at: number; sum: bigint }[];

  constructor(columns: readonly Column[]) {
    this.sums = columns.flatMap(({ key, isTotalled }, at) => (isTotalled ? [{ key, at, sum: 0n }] : []));
  }

  add(row: ReportRow): void {
    this.rowCount++;
    for (const total of this.sums) total.sum += BigInt(row[total.at] ?? '0');
  }

  current(): ReportTotals {
    return { rowCount: this.rowCount, sums: new Map(this.sums.map(({ key, sum }) => [key, sum])) };
  }
}
