import { createDifferenceDesk } from '../../../src/reconciliation/difference-desk.service';
import type { Proposal } from '../../../src/reconciliation/proposal.service';
import { createResolutionService } from '../../../src/reconciliation/resolution.service';
import type { Actor, Role } from '../../../src/staff/actor';
import { permissionsOf } from '../../../src/staff/actor';
import type { Posting } from '../../../src/ledger/journal';
import { beijing, line, yuan, type World } from './world';

export const DAY = '2026-03-31';
export const NEXT = '2026-04-01';

/** Somebody of the finance department. */
export const person = (id: string, ...roles: Role[]): Actor => ({
  id: `stf_${id}`,
  name: id,
  permissions: permissionsOf(roles),
});

export const clerk = person('王芳', 'clerk');
export const reviewer = person('李强', 'reviewer');
export const lead = person('赵敏', 'finance_lead');

/** Enters somebody in the list of who works here. */
export const employ = ({ database, now }: World, { id, name }: Actor, ...roles: Role[]): Promise<void> =>
  database.stores.staff.insertMember(
    { ...{ id, name, roles, subject: null, active: true, isLocal: false }, createdAt: now, updatedAt: now },
    null,
  );

/** The finance department at work on the differences of a world. */
export function openOffice(world: World) {
  const { database, reconciliations } = world;
  const clock = { now: () => world.now };
  const rules = { writeOffLimitFen: 100n };
  const resolutions = createResolutionService({ database, clock, reportsFines: false, rules });
  const desk = createDifferenceDesk({ database, clock, reconciliations });
  const listAll = () => desk.listDifferences(clerk, { limit: 1000 });
  return {
    resolutions,
    desk,
    listAll,
    async find(no: string) {
      const found = (await listAll()).find(({ outTradeNo }) => outTradeNo === `pay_${no}`);
      if (!found) throw new Error(`no difference about ${no}`);
      return found;
    },
    async propose(no: string, action: Proposal['action'], more: Partial<Proposal> = {}) {
      const { id } = await this.find(no);
      const [made] = await resolutions.propose(clerk, { ...proposal(action, [id]), ...more });
      if (!made) throw new Error('nothing was proposed');
      return made;
    },
    async resolve(no: string, action: Proposal['action'], more: Partial<Proposal> = {}) {
      const { id } = await this.propose(no, action, more);
      const [approved] = await resolutions.approve(reviewer, [id]);
      if (!approved) throw new Error('nothing was approved');
      return approved;
    },
    async reverse(resolutionId: string) {
      const terms = { resolutionIds: [resolutionId], reason: '更正', attachmentId: null };
      const [proposed] = await resolutions.proposeReversals(clerk, terms);
      return resolutions.approve(reviewer, [proposed?.id ?? '']);
    },
    moved: () => movedIn(world),
  };
}

/** What the journals of persons have moved, by account: debit less credit, in fen. */
async function movedIn({ database }: World): Promise<Record<string, bigint>> {
  const accounts = await database.stores.ledger.listAccounts();
  return Object.fromEntries(
    accounts.flatMap(({ code, debitFen, creditFen }) =>
      debitFen === creditFen ? [] : [[code, debitFen - creditFen]],
    ),
  );
}

export type Office = ReturnType<typeof openOffice>;

/** One kind of thing for these differences. */
export const proposal = (action: Proposal['action'], differenceIds: readonly string[]): Proposal => ({
  differenceIds,
  action,
  reason: '核对银行流水',
  attachmentId: null,
  orderId: null,
  journal: null,
});

export const posting = (debit: string, credit: string, amount: number): Posting => ({
  debit,
  credit,
  amountFen: yuan(amount),
});

/** The day of rule R25: A 200, B 150, C 326, D 50 at 23:59 booked here, E 120 still pending. */
export async function bookDayOfR25(world: World): Promise<void> {
  await world.bookPayment('A', { amountFen: yuan(200) });
  await world.bookPayment('B', { amountFen: yuan(150) });
  await world.bookPayment('C', { amountFen: yuan(326) });
  await world.bookPayment('D', { amountFen: yuan(50), occurredAt: beijing(DAY, '23:59:00') });
  await world.openPayment('E', 'pending', { amountFen: yuan(120) });
  world.channel.put(DAY, [
    line('A', { amountFen: yuan(200) }),
    line('B', { amountFen: yuan(105) }),
    line('E', { amountFen: yuan(120) }),
    line('F', { amountFen: yuan(60) }),
  ]);
}

/** D, as the file of the next day has it. */
export const lateD = line('D', { amountFen: yuan(50), occurredAt: beijing(DAY, '23:59:00') });
