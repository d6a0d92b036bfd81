import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Holiday } from './holiday';

const csvRow = z.strictObject({
  day: z.iso.date(),
  is_workday: z.enum(['true', 'false']),
  name: z.string().min(1),
});

/** The form of the public data set holiday-cn; `papers` are the addresses of the notices. */
const jsonFile = z.looseObject({
  papers: z.array(z.string()).default([]),
  days: z.array(z.looseObject({ date: z.iso.date(), name: z.string().min(1), isOffDay: z.boolean() })),
});

/**
 * Reads the arrangement of a year from a CSV (`day,is_workday,name`) or from JSON.
 * @param source the document; null: the one that the file names
 */
export function readHolidayFile(
  text: string,
  source: string | null,
): { days: Holiday[]; source: string } | { problem: string } {
  try {
    const { days, papers } = text.trimStart().startsWith('{') ? readJson(text) : readCsv(text);
    const document = source ?? papers[0];
    if (document === undefined) return { problem: 'it names no document; say which with --source' };
    return { days: days.map((day) => ({ ...day, source: document })), source: document };
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues;
      return { problem: `${issue?.path.join('.')}: ${issue?.message}` };
    }
    return { problem: (error as Error).message };
  }
}

interface FileContent {
  days: Omit<Holiday, 'source'>[];
  papers: readonly string[];
}

function readJson(text: string): FileContent {
  const { days, papers } = jsonFile.parse(JSON.parse(text));
  return {
    papers,
    days: days.map(({ date, name, isOffDay }) => ({ day: date, name, isWorkday: !isOffDay })),
  };
}

function readCsv(text: string): FileContent {
  const rows = z
    .array(csvRow)
    .parse(parse(text, { bom: true, columns: true, skip_empty_lines: true, trim: true }));
  return {
    papers: [],
    days: rows.map((row) => ({ day: row.day, name: row.name, isWorkday: row.is_workday === 'true' })),
  };
}
