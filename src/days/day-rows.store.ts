import { createHash } from 'node:crypto';
import type { CopyLines } from '../db/copy';
import { isBusinessDay } from '../kernel/business-day';
import type { BusinessDay } from '../kernel/business-day';
import type { Movement } from './day';
import type { DayDigest } from './seal';

/** All rows of a day in one hash, and what they come to. */
export interface DayRows extends DayDigest {
  movements: Movement[];
}

export interface DayRowsStore {
  /** Streams the journals and postings of a day: memory stays flat however many there are. */
  readDay(day: BusinessDay): Promise<DayRows>;
}

/** The rows as they are hashed: one for each posting, with its journal; times in milliseconds since 1970. */
const rowsOf = (day: BusinessDay): string => `copy (
  select j.id, p.line, j.kind, to_char(j.business_day, 'YYYY-MM-DD'),
    (extract(epoch from j.occurred_at) * 1000)::bigint, j.source, j.order_id,
    (extract(epoch from j.created_at) * 1000)::bigint,
    p.debit_account, p.credit_account, p.amount_fen, to_char(p.business_day, 'YYYY-MM-DD')
  from journal j left join posting p on p.journal_id = j.id
  where j.business_day = '${day}' order by j.id collate "C", p.line) to stdout`;

/** A day's rows, as they are sealed. */
export function createDayRowsStore(copyLines: CopyLines): DayRowsStore {
  return {
    async readDay(day) {
      if (!isBusinessDay(day)) throw new RangeError(`not a day: ${day}`);
      const hash = createHash('sha256');
      const tally = new Tally();
      for await (const lines of copyLines(rowsOf(day))) {
        for (const line of lines) tally.add(line);
        if (lines.length > 0) hash.update(`${lines.join('\n')}\n`);
      }
      return { ...tally.result(), journalsHash: hash.digest('hex') };
    },
  };
}

/** Sums up rows as they pass. */
class Tally {
  private readonly movements = new Map<string, Movement>();
  private lastJournal = '';
  private journals = 0;
  private postings = 0;

  add(line: string): void {
    const fields = line.split('\t');
    const [id = '', no, kind = '', , , source = '', , , debit = '', credit = '', amount = '0'] = fields;
    if (id !== this.lastJournal) this.journals++;
    this.lastJournal = id;
    // A journal without postings: no money, but it is in the hash.
    if (no === '\\N') return;
    this.postings++;
    const destination = kind === 'remittance' ? (source.split(':')[1] ?? null) : null;
    const key = [kind, destination, debit, credit].join('\t');
    const amountFen = (this.movements.get(key)?.amountFen ?? 0n) + BigInt(amount);
    this.movements.set(key, { kind, destination, debit, credit, amountFen });
  }

  result(): Omit<DayRows, 'journalsHash'> {
    const { journals, postings } = this;
    return { journals, postings, movements: [...this.movements.values()] };
  }
}
