import fc from 'fast-check';
import { AppError } from '../../../src/kernel/errors';
import { findBroken } from '../../support/invariants';
import { RESOLUTION_INVARIANTS } from '../../support/resolution-invariants';
import { bookDayOfR25, clerk, DAY, lead, openOffice, proposal, reviewer, type Office } from './office';
import { line, openWorld, yuan, type World } from './world';

const ACTORS = [clerk, reviewer, lead];
const NOS = ['B', 'C', 'D', 'F'] as const;
const ACTIONS = ['accept_cutoff', 'book_to_suspense', 'adjust', 'write_off', 'dismiss'] as const;

type Step =
  | { do: 'propose'; who: number; no: (typeof NOS)[number]; action: (typeof ACTIONS)[number] }
  | { do: 'approve' | 'refuse' | 'withdraw' | 'reverse'; who: number; no: (typeof NOS)[number] }
  | { do: 'rerun'; version: number };

const who = fc.nat(ACTORS.length - 1);
const no = fc.constantFrom(...NOS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('propose' as const),
      who,
      no,
      action: fc.constantFrom(...ACTIONS),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('approve' as const), who, no }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('refuse' as const, 'withdraw' as const), who, no }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reverse' as const), who, no }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rerun' as const), version: fc.nat(2) }) },
);

/** What the file says in its versions: as it was, B told otherwise, C named after all. */
const VERSIONS = [
  [line('B', { amountFen: yuan(105) }), line('F', { amountFen: yuan(60) })],
  [line('B', { amountFen: yuan(149.5) }), line('F', { amountFen: yuan(60) })],
  [line('B', { amountFen: yuan(105) }), line('C', { amountFen: yuan(326) })],
];

async function take(world: World, office: Office, it: Step): Promise<void> {
  if (it.do === 'rerun') {
    world.channel.put(DAY, [line('A', { amountFen: yuan(200) }), ...(VERSIONS[it.version] ?? [])]);
    await world.reconcile(DAY);
    return;
  }
  const actor = ACTORS[it.who] ?? clerk;
  const { resolutions } = office;
  const { id, proposalId, resolutionId } = await office.find(it.no);
  if (it.do === 'propose') await resolutions.propose(actor, proposal(it.action, [id]));
  else if (it.do === 'reverse') {
    const terms = { resolutionIds: [resolutionId ?? 'res_none'], reason: '更正', attachmentId: null };
    await resolutions.proposeReversals(actor, terms);
  } else if (it.do === 'refuse') await resolutions.refuse(actor, [proposalId ?? 'res_none'], '不符');
  else await resolutions[it.do](actor, [proposalId ?? 'res_none']);
}

/** What the standing resolutions say that they booked, on the clearing account. */
async function standing(world: World): Promise<bigint> {
  const kept = await world.database.stores.resolutions.listResolutions({ status: 'approved', limit: 1000 });
  return kept
    .filter(({ action }) => action !== 'reverse')
    .flatMap(({ postings }) => postings)
    .reduce((sum, { debit, amountFen }) => sum + (debit === 'clearing:wechat' ? amountFen : -amountFen), 0n);
}

test('whatever is proposed, approved, reversed and rerun in whatever order, the books balance and hold what stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const world = await openWorld();
      try {
        const office = openOffice(world);
        await bookDayOfR25(world);
        await world.reconcile(DAY);
        for (const it of steps) {
          await take(world, office, it).catch((error: unknown) => {
            if (!(error instanceof AppError)) throw error;
          });
        }
        const moved = await office.moved();
        expect(Object.values(moved).reduce((sum, fen) => sum + fen, 0n)).toBe(0n);
        expect(moved['clearing:wechat'] ?? 0n).toBe(await standing(world));
        expect(await findBroken(world.url, RESOLUTION_INVARIANTS)).toEqual([]);
        for (const { resolutionId } of (await office.listAll()).filter((it) => it.resolutionId)) {
          await office.reverse(resolutionId ?? '').catch((error: unknown) => {
            // A proposal that waits is in the way; whoever made it does not matter here.
            if (!(error instanceof AppError)) throw error;
          });
        }
        expect((await office.moved())['clearing:wechat'] ?? 0n).toBe(await standing(world));
        expect(await findBroken(world.url, RESOLUTION_INVARIANTS)).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 5 },
  );
}, 180_000);
