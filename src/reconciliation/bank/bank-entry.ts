import { createHash } from 'node:crypto';
import { addDays, isBusinessDay } from '../../kernel/business-day';
import type { BusinessDay } from '../../kernel/business-day';
import { parseDecimal, requirePlausible } from '../../kernel/money';
import type { Fen } from '../../kernel/money';
import { readBankDay } from './bank-mapping';
import type { BankColumns, BankMapping } from './bank-mapping';
import { createRunningBalance } from './running-balance';
import type { BalanceBreak } from './running-balance';

/** A movement on the clearing account, as the bank tells of it. */
export interface BankEntry {
  /**
   * The same movement in another file is the same entry: by its account, day and the bank's own number, or, where there is
   * none, by all that the bank says of it.
   */
  key: string;
  /** By all that the bank says of it, as keys were made before. */
  wordsKey: string;
  /** Of the file, from 1. */
  line: number;
  account: string;
  bookedOn: BusinessDay;
  direction: 'credit' | 'debit';
  amountFen: Fen;
  counterAccount: string | null;
  reference: string | null;
  /** The bank's own number; null: its files have none. */
  serial: string | null;
  balanceFen: Fen | null;
  /** The channel whose settlement it is, and the business day that it settles. */
  channel: string | null;
  settlesDay: BusinessDay | null;
}

/** What is wrong with a row: the column, and why. */
export interface BankRowProblem {
  kind: 'row' | 'account';
  column: string;
  problem: string;
}

/** A row of the file: the cells by the names of their columns. */
export interface BankRow {
  line: number;
  cells: Readonly<Record<string, string>>;
}

export interface BankRowReader {
  /** The next row of the file. */
  read(row: BankRow): BankEntry | BankRowProblem;
  /** When all were read: where the balances do not follow one from the other. */
  findBalanceBreak(): BalanceBreak | null;
}

/**
 * Reads rows of one file one after the other: two movements that the bank tells of in the same words are two entries,
 * but where its own number, or the balance that it says was left, shows that it is one movement told twice.
 * @param today a movement of a day to come is none
 */
export function createBankRowReader(mapping: BankMapping, today: BusinessDay): BankRowReader {
  const seen = new Map<string, number>();
  const balance = createRunningBalance();
  const read = (row: BankRow): BankEntry | BankRowProblem => {
    const parts = readParts(row, mapping);
    if ('problem' in parts) return parts;
    if (parts.bookedOn > today)
      return { kind: 'row', column: mapping.columns.date, problem: 'a day to come' };
    const isInOrder = balance.follows(parts);
    const said = [parts.account, parts.bookedOn, parts.direction, parts.amountFen, parts.counterAccount];
    const words = [...said, parts.reference, parts.balanceFen, parts.serial]
      .map((part) => String(part ?? ''))
      .join('\n');
    const { serial, account, bookedOn } = parts;
    // A number that stands there twice is one movement told in two ways, whatever the rest of its rows.
    const identity = serial === null ? words : [account, bookedOn, serial].join('\n');
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    // Money that came, went and came again leaves the same balance twice: then each row follows from another.
    if (ordinal > 1 && (serial !== null || isInOrder === false))
      return { kind: 'row', column: mapping.columns.date, problem: 'the same row twice' };
    const wordsKey = keyOf(`${words}\n${ordinal}`);
    return { ...parts, wordsKey, key: serial === null ? wordsKey : keyOf(identity) };
  };
  return { read, findBalanceBreak: () => balance.findBreak() };
}

const keyOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function readParts(
  { line, cells }: BankRow,
  mapping: BankMapping,
): Omit<BankEntry, 'key' | 'wordsKey'> | BankRowProblem {
  const { columns } = mapping;
  const broken = Object.keys(cells).find((name) => cells[name]?.includes('\0'));
  if (broken !== undefined) return { kind: 'row', column: broken, problem: 'a zero byte' };
  const cell = (name: keyof BankColumns): string | null => {
    const column = columns[name];
    return (column !== null && cells[column]?.trim()) || null;
  };
  const account = columns.account === null ? mapping.account : cell('account');
  if (account !== mapping.account)
    return {
      kind: 'account',
      column: columns.account ?? '',
      problem: `the account ${account ?? '(none)'} is not known`,
    };
  const bookedOn = readBankDay(cell('date') ?? '', mapping.dateFormat);
  if (bookedOn === null || !isBusinessDay(bookedOn))
    return { kind: 'row', column: columns.date, problem: `not a day in the form ${mapping.dateFormat}` };
  const moved = readAmount(cell, columns);
  if ('problem' in moved) return moved;
  const balanceFen = cell('balance') === null ? null : fenOf(cell('balance') ?? '');
  if (balanceFen === undefined)
    return { kind: 'row', column: columns.balance ?? '', problem: 'not an amount in yuan' };
  const counterAccount = cell('counterAccount');
  return {
    ...{ line, account, bookedOn, counterAccount, balanceFen },
    ...moved,
    reference: cell('reference'),
    serial: cell('serial'),
    ...settledBy(mapping, { ...moved, counterAccount, bookedOn }),
  };
}

function readAmount(
  cell: (name: keyof BankColumns) => string | null,
  columns: BankColumns,
): Pick<BankEntry, 'direction' | 'amountFen'> | BankRowProblem {
  const names = columns.amount === null ? (['credit', 'debit'] as const) : (['amount'] as const);
  const filled = names.flatMap((name) => {
    const text = cell(name);
    const amountFen = text === null ? 0n : fenOf(text);
    return amountFen === 0n ? [] : [{ name, amountFen }];
  });
  const [one, another] = filled;
  if (!one || another || one.amountFen === undefined)
    return { kind: 'row', column: columns[one?.name ?? names[0]] ?? '', problem: 'not one amount in yuan' };
  const isIn = (one.name === 'debit') === one.amountFen < 0n;
  return {
    direction: isIn ? 'credit' : 'debit',
    amountFen: one.amountFen < 0n ? -one.amountFen : one.amountFen,
  };
}

/** Yuan as banks write it: with separators of thousands, and with or without decimals. */
function fenOf(text: string): Fen | undefined {
  try {
    return requirePlausible(parseDecimal(text.replace(/^\+/, '').replace(/,(?=\d{3}(\D|$))/g, ''), 2));
  } catch {
    return undefined;
  }
}

function settledBy(
  { channels }: BankMapping,
  { direction, counterAccount, bookedOn }: Pick<BankEntry, 'direction' | 'counterAccount' | 'bookedOn'>,
): Pick<BankEntry, 'channel' | 'settlesDay'> {
  const found = Object.entries(channels).find(([, { counterAccount: from }]) => from === counterAccount);
  if (!found || direction === 'debit') return { channel: null, settlesDay: null };
  const [channel, { settlesAfterDays }] = found;
  return { channel, settlesDay: addDays(bookedOn, -settlesAfterDays) };
}
