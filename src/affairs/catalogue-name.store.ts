import { Prisma } from '../db/client';
import type { Language } from '../kernel/language';

/**
 * What an agency or an affair of the catalogue is called, in the language of the reader, as `nameIn` has it.
 * @param row its table in the query
 * @param language null: the reader takes codes, and with them the Chinese name
 */
export function catalogueName(row: string, language: Language | null = null): Prisma.Sql {
  const name = (column: string): Prisma.Sql => Prisma.raw(`${row}.${column}`);
  return language === 'en'
    ? Prisma.sql`coalesce(nullif(${name('name_en')}, ''), ${name('name_zh')})`
    : name('name_zh');
}
