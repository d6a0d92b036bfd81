import type { DbClient, Prisma } from '../db/client';
import type { Affair, Agency, CatalogueNames } from './affair';
import { readPriceRule, writePriceRule } from './price-rule.store';

export interface AffairStore {
  /** All that can be paid for now, by code. */
  listAffairs(): Promise<Affair[]>;
  /** Only active ones, in no order. */
  findAffairs(codes: readonly string[]): Promise<Affair[]>;
  /** Of what an order collects and for whom; also of affairs that are no longer active: an order outlives them. */
  findNames(items: readonly { affairCode: string; agencyCode: string }[]): Promise<CatalogueNames>;
  /** By the codes of affairs, the codes of their agencies; also of affairs that are no longer active. */
  findAgencies(affairCodes: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** By code. */
  listAgencies(): Promise<Agency[]>;
  /** Of all affairs, also such as are no longer active: money of theirs may still be there. By code. */
  listIncomeItems(): Promise<{ agencyCode: string; incomeItemCode: string; incomeItemName: string }[]>;
  /** Writes the catalogue over: new rows are added, known ones changed, none removed. */
  saveAffairs(affairs: readonly Affair[]): Promise<void>;
}

type AffairRow = Prisma.AffairGetPayload<{ include: { agency: true } }>;

/** The catalogue on a client or a transaction. */
export function createAffairStore(client: DbClient): AffairStore {
  const find = async (where: Prisma.AffairWhereInput): Promise<Affair[]> => {
    const rows = await client.affair.findMany({ where, include: { agency: true }, orderBy: { code: 'asc' } });
    return rows.map(toAffair);
  };
  return {
    listAffairs: () => find({ active: true }),
    findAffairs: (codes) => find({ active: true, code: { in: [...codes] } }),
    listIncomeItems: () =>
      client.affair.findMany({
        distinct: ['agencyCode', 'incomeItemCode'],
        select: { agencyCode: true, incomeItemCode: true, incomeItemName: true },
        orderBy: [{ incomeItemCode: 'asc' }, { agencyCode: 'asc' }],
      }),
    async findNames(items) {
      const [codes, owners] = [items.map((it) => it.affairCode), items.map((it) => it.agencyCode)];
      const affairs = await client.affair.findMany({ where: { code: { in: codes } } });
      const agencies = await client.agency.findMany({ where: { code: { in: owners } } });
      return {
        affairs: new Map(affairs.map((affair) => [affair.code, affair])),
        agencies: new Map(agencies.map((agency) => [agency.code, agency])),
      };
    },
    async findAgencies(affairCodes) {
      const rows = await client.affair.findMany({ where: { code: { in: [...affairCodes] } } });
      return new Map(rows.map((row) => [row.code, row.agencyCode]));
    },
    listAgencies: () => client.agency.findMany({ orderBy: { code: 'asc' } }),
    async saveAffairs(affairs) {
      const agencies = new Map(affairs.map((affair) => [affair.agency.code, affair.agency]));
      for (const agency of agencies.values()) {
        await client.agency.upsert({ where: { code: agency.code }, create: agency, update: agency });
      }
      for (const affair of affairs) {
        const row = toRow(affair);
        await client.affair.upsert({ where: { code: row.code }, create: row, update: row });
      }
    },
  };
}

function toAffair(row: AffairRow): Affair {
  return {
    code: row.code,
    kind: row.kind === 'fine' ? 'fine' : 'fee',
    nameZh: row.nameZh,
    nameEn: row.nameEn,
    agency: row.agency,
    incomeItem: { code: row.incomeItemCode, name: row.incomeItemName },
    unitName: row.unitName,
    priceRule: readPriceRule(row.priceRule),
  };
}

function toRow(affair: Affair): Prisma.AffairUncheckedCreateInput {
  const { agency, incomeItem, priceRule, ...same } = affair;
  return {
    ...same,
    agencyCode: agency.code,
    incomeItemCode: incomeItem.code,
    incomeItemName: incomeItem.name,
    priceRule: writePriceRule(priceRule),
  };
}
