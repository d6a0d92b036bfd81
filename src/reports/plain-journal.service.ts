import type { BusinessDay } from '../kernel/business-day';
import type { Fen } from '../kernel/money';
import { PLAIN_DIALECTS } from './plain-journal';
import type { PlainDialect, PlainEnd, PlainTransaction } from './plain-journal';
import type { ReportRow } from './report';
import { findReport } from './report-list';

/** What every account held before the first day, and holds at the end of the last. */
export interface PeriodBalances {
  opening: readonly PlainEnd[];
  /** Null where the books are still open: then it is what the journals make of the opening. */
  closing: readonly PlainEnd[] | null;
}

/** The books of a period as they are written for a tool of plain-text accounting. */
export interface PlainBooks {
  format: keyof typeof PLAIN_DIALECTS;
  from: BusinessDay;
  to: BusinessDay;
  balances: PeriodBalances;
  /** Of the general ledger, by its order: every end of a posting is a row. */
  batches: AsyncIterable<readonly ReportRow[]>;
}

/** Text, journal by journal, while the rows are read. */
export async function* plainJournal({
  format,
  from,
  to,
  balances,
  batches,
}: PlainBooks): AsyncGenerator<string> {
  const writer = new PlainWriter(PLAIN_DIALECTS[format], from);
  yield PLAIN_DIALECTS[format].head(`Tongfu 通付, ${from} to ${to}`);
  yield writer.write(openingOf(balances.opening, from));
  for await (const rows of batches) yield rows.map((row) => writer.take(row)).join('');
  yield writer.end(balances.closing, to);
}

function openingOf(ends: readonly PlainEnd[], day: BusinessDay): PlainTransaction | null {
  const known = ends.filter(({ fen }) => fen !== 0n);
  if (known.length === 0) return null;
  return { day, journalId: 'opening', kind: 'opening', source: 'opening', orderId: null, ends: known };
}

const at = (key: string): number =>
  findReport('general-ledger')?.columns.findIndex((it) => it.key === key) ?? -1;
const [DAY, VOUCHER, KIND, SOURCE, ACCOUNT, NAME, DR, CR, ORDER] = [
  ...['day', 'voucher', 'kind', 'summary', 'account', 'account_name', 'dr', 'cr', 'order'],
].map(at) as [number, number, number, number, number, number, number, number, number];

/** Gathers the rows of a journal, opens accounts as they appear, and keeps what each holds. */
class PlainWriter {
  private readonly held = new Map<string, Fen>();
  private current: (PlainTransaction & { ends: PlainEnd[] }) | null = null;

  constructor(
    private readonly dialect: PlainDialect,
    private readonly from: BusinessDay,
  ) {}

  /** @returns what can be written by now */
  take(row: ReportRow): string {
    const cell = (index: number): string => row[index] ?? '';
    const fen = BigInt(cell(DR)) - BigInt(cell(CR));
    const account = cell(ACCOUNT);
    const opened = this.open(account, cell(NAME));
    const before = this.current?.journalId === cell(VOUCHER) ? null : this.current;
    if (before !== null || this.current === null) {
      const orderId = row[ORDER] ?? null;
      this.current = {
        day: cell(DAY),
        journalId: cell(VOUCHER),
        kind: cell(KIND),
        source: cell(SOURCE),
        orderId,
        ends: [],
      };
    }
    this.current.ends.push({ account, fen });
    return this.write(before) + opened;
  }

  /** The last journal, and the balances at the end. */
  end(closing: readonly PlainEnd[] | null, day: BusinessDay): string {
    const last = this.write(this.current);
    const balances = closing ?? [...this.held].map(([account, fen]) => ({ account, fen }));
    const opened = balances.map(({ account }) => this.open(account, account)).join('');
    return last + opened + this.dialect.balances(balances, day);
  }

  write(transaction: PlainTransaction | null): string {
    if (transaction === null) return '';
    const opened = transaction.ends.map(({ account }) => this.open(account, account)).join('');
    for (const { account, fen } of transaction.ends)
      this.held.set(account, (this.held.get(account) ?? 0n) + fen);
    return opened + this.dialect.transaction(transaction);
  }

  private open(code: string, name: string): string {
    if (this.held.has(code)) return '';
    this.held.set(code, 0n);
    return this.dialect.account(code, name, this.from);
  }
}
