/** Chinese first: that is what stands in front in every heading. */
export interface Words {
  zh: string;
  en: string;
}

/** What a cell holds. `fen` is an amount, `month` a 'YYYY-MM', `instant` a moment that is shown in Beijing time. */
export type ColumnType = 'text' | 'fen' | 'count' | 'day' | 'month' | 'instant';

export interface Column {
  /** As it is called in the API, and by the source of the report. */
  key: string;
  heading: Words;
  type: ColumnType;
  /** Whether it is added up: an amount that moved is, a balance is not. */
  isTotalled: boolean;
}

/** What a report may be narrowed by. `period` stands for `from` and `to`, or a name such as `last_month`. */
export type FilterName = 'period' | 'channel' | 'agency' | 'affair' | 'status' | 'account' | 'day_of';

/** A report as data: what it is called, what its columns are, and by what it can be narrowed. */
export interface ReportDefinition {
  code: string;
  title: Words;
  columns: readonly Column[];
  /** Columns by which its rows are ordered; together they name one row, and none is ever empty. */
  order: readonly string[];
  /** The last comes first. */
  isDescending?: boolean;
  filters: readonly FilterName[];
  /** Those without which it says nothing. */
  requiredFilters?: readonly FilterName[];
  /** Which statuses the filter knows. */
  statuses?: readonly string[];
  /** Whether it can be written for the tools of plain-text accounting as well. */
  isBooks?: boolean;
  /** Only for days of which every channel was reconciled (domain 2.5). */
  needsReconciliation?: boolean;
  /** It tells how things stand when it is made: its rows change, or more come, when all its days are closed. */
  isOfNow?: boolean;
}

/** The active filters. The days are business days, both counted. */
export interface ReportFilters {
  from: string;
  to: string;
  channel?: string | undefined;
  agency?: string | undefined;
  affair?: string | undefined;
  status?: string | undefined;
  account?: string | undefined;
  /** Of refunds: whether they are counted when they were asked for or when the money went back. */
  day_of?: 'requested' | 'succeeded' | undefined;
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
  (type: ColumnType, isTotalled = false) =>
  (key: string, zh: string, en: string): Column => ({ key, heading: { zh, en }, type, isTotalled });

/** Columns by what they hold. Amounts and counts are added up; a balance and a number that names something are not. */
export const column = {
  text: columnOf('text'),
  day: columnOf('day'),
  month: columnOf('month'),
  instant: columnOf('instant'),
  fen: columnOf('fen', true),
  balance: columnOf('fen'),
  count: columnOf('count', true),
  number: columnOf('count'),
} as const;

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
