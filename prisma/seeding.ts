import type { Database } from '../src/db/database';
import { hashFactor } from '../src/fines/factor';
import type { Fine } from '../src/fines/fine';
import type { Secret } from '../src/kernel/secret';
import { newService } from '../src/services/service';
import type { ServiceTerms } from '../src/services/service';
import { catalogue, TRAFFIC_POLICE } from './catalogue';

/** Penalty decisions to try things out with. Neither the persons nor the decisions exist. */
export const exampleFines: readonly Fine[] = [
  fine('310115190000123', '4', { amountFen: 200_00n, obligorName: '李明', servedOn: '2026-11-16' }),
  fine('310115190000124', '2', { amountFen: 100_00n, obligorName: '王芳', servedOn: '2026-11-18' }),
  // Above what the simple procedure allows, and overdue.
  fine('310115190000125', '0', { amountFen: 2000_00n, obligorName: '赵强', servedOn: '2026-10-09' }),
  fine('310104190000088', '7', { amountFen: 20_00n, obligorName: '陈静', servedOn: '2026-11-20' }),
  fine('310104190000089', null, { amountFen: 50_00n, obligorName: '𠮷田健', servedOn: '2026-11-20' }),
];

function fine(
  decisionNo: string,
  checkDigit: string | null,
  { servedOn, ...facts }: Pick<Fine, 'amountFen' | 'obligorName'> & { servedOn: string },
): Fine {
  return {
    decisionNo,
    checkDigit,
    affairCode: decisionNo.startsWith('310115') ? 'traffic-fine' : 'pedestrian-fine',
    documentType: facts.amountFen > 200_00n ? 'general_decision' : 'simple_decision',
    ...facts,
    serviceOfProcess: { method: 'handed_over', on: servedOn },
    suspensions: [],
    plan: null,
    revision: null,
  };
}

/** With it, everybody on the example fines is found at `/fines`. */
export const EXAMPLE_LICENCE_TAIL = '1234';

/** Portal services to try things out with. They get their keys from `npm run service -- create NAME`. */
export const exampleServices: readonly ServiceTerms[] = [
  {
    name: 'traffic-police-portal',
    scopes: ['orders', 'fines'],
    webhookUrl: null,
    agencyCode: TRAFFIC_POLICE.code,
  },
  { name: 'exit-entry-portal', scopes: ['orders'], webhookUrl: null, agencyCode: null },
  { name: 'citizen-app', scopes: ['orders'], webhookUrl: null, agencyCode: null },
];

/** Writes the catalogue of affairs over: what can be paid for, anywhere. Done again it changes nothing. */
export async function seedCatalogue(database: Database): Promise<void> {
  await database.transact(({ affairs }) => affairs.saveAffairs(catalogue));
}

/**
 * Where the money of each item of the catalogue goes to, made up: no such account exists. Court fees go to a special
 * account, all else to the treasury; fees for passports are divided between levels.
 */
async function seedTargets(database: Database): Promise<void> {
  await database.transact(async ({ remittanceRules }) => {
    const keyOf = (one: { agencyCode: string; incomeItemCode: string }) =>
      `${one.agencyCode} ${one.incomeItemCode}`;
    const known = new Set((await remittanceRules.listTargets()).map(keyOf));
    if (known.size > 0) return;
    for (const { agency, incomeItem } of catalogue) {
      const item = { agencyCode: agency.code, incomeItemCode: incomeItem.code };
      if (known.has(keyOf(item))) continue;
      known.add(keyOf(item));
      const isSpecial = item.incomeItemCode === COURT_FEES;
      await remittanceRules.putTarget({
        ...item,
        destination: isSpecial ? 'special' : 'treasury',
        accountName: isSpecial ? '示例财政专户 Example' : '示例国库 Example',
        accountNo: `0000${item.agencyCode}${item.incomeItemCode}`,
        bankName: '示例银行 Example Bank',
      });
    }
    await remittanceRules.putSplit(PASSPORTS, [
      { level: '中央（示例）', parts: 60 },
      { level: '地方（示例）', parts: 40 },
    ]);
  });
}

const COURT_FEES = '50201';
const PASSPORTS = '20201';

/**
 * Adds the catalogue, the example fines, the example services and example accounts to which money is remitted. Done again it changes nothing: what is there
 * already stays as it is.
 */
export async function seed(database: Database, at: Date): Promise<void> {
  await seedCatalogue(database);
  await seedTargets(database);
  await database.transact(async ({ fines, services }) => {
    const known = await fines.findFines(exampleFines.map((fine) => fine.decisionNo));
    const knownNos = new Set(known.map((fine) => fine.decisionNo));
    await fines.saveFines(
      exampleFines.filter((fine) => !knownNos.has(fine.decisionNo)),
      at,
    );
    for (const terms of exampleServices) {
      if (await services.findServiceByName(terms.name)) continue;
      await services.insertService(newService(terms, at));
    }
  });
}

/** Lets the example fines be looked up by citizens; needs the key under which second factors are kept. */
export async function seedFactors(database: Database, lookupSecret: Secret): Promise<void> {
  const factor = { kind: 'licence', licenceTail: EXAMPLE_LICENCE_TAIL } as const;
  const stored = exampleFines.map(({ decisionNo }) => ({
    decisionNo,
    kind: factor.kind,
    hash: hashFactor(lookupSecret, decisionNo, factor),
  }));
  await database.transact(({ factors }) => factors.saveFactors(stored));
}
