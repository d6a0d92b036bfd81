import { setTimeout as sleep } from 'node:timers/promises';
import { control } from './control';
import type { Part } from './processes';
import type { Trouble } from './receiver';
import type { FaultKind, PlannedFault } from './planned-fault';
import type { Site } from './site';

/** Breaks something, and mends it after the time of the fault. */
export async function commit(site: Site, fault: PlannedFault): Promise<void> {
  await ACTIONS[fault.kind](site, fault);
}

const LEASE_MS = 31_000;
const TROUBLES: readonly Trouble[] = ['error', 'reset', 'accepted-without-answer'];

const ACTIONS: Readonly<Record<FaultKind, (site: Site, fault: PlannedFault) => Promise<void>>> = {
  'api-killed': ({ apis }, { which, forMs }) => killAndStart([apis[which]], forMs),
  'worker-killed': ({ workers }, { which, forMs }) => killAndStart([workers[which]], forMs),
  'both-workers-killed': ({ workers }, { forMs }) => killAndStart(workers, forMs),
  'worker-paused-past-its-lease': async (site, { which, forMs }) => {
    const worker = site.workers[which];
    worker?.pause();
    await sleep(forMs / 2);
    site.letPass(LEASE_MS);
    await sleep(forMs / 2 + 300);
    worker?.resume();
  },
  'redis-wiped': async ({ redis }) => redis?.wipe(),
  'redis-killed': async ({ redis }, { forMs }) => {
    redis?.kill();
    await sleep(forMs);
    await redis?.start();
  },
  'redis-paused': async ({ redis }, { forMs }) => {
    redis?.pause();
    await sleep(forMs);
    redis?.resume();
  },
  'postgres-connections-ended': async (site) => {
    const others = `datname = current_database() and pid <> pg_backend_pid()`;
    const ended = site.sql(`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`);
    // A server that is away at this moment has ended them all.
    await ended.catch(() => undefined);
  },
  'commit-without-reply': async ({ wire }, { forMs }) => {
    const times = 4;
    for (let i = 0; i < times; i++) {
      wire.loseReplyTo('COMMIT');
      await sleep(forMs / times);
    }
  },
  'postgres-unreachable': async ({ wire }, { forMs }) => {
    await wire.cut();
    await sleep(forMs);
    await wire.mend();
  },
  'postgres-silent': async ({ wire }, { forMs }) => {
    wire.stall();
    await sleep(forMs);
    await wire.cut();
    await wire.mend();
  },
  'postgres-restarted': ({ machine }, { forMs }) => restart(machine, 'stop', forMs),
  'postgres-crashed': ({ machine }, { forMs }) => restart(machine, 'crash', forMs),
  'channel-away': async (site, { which, forMs }) => {
    const channel = which === 0 ? 'wechat' : 'alipay';
    const ids: string[] = [];
    for (const target of ['create', 'query', 'close', 'refund']) {
      const body = { channel, target, kind: which === 0 ? 'reset' : 'error_before', times: null };
      const added = await control(site.sandboxUrl, 'POST', { route: 'faults', body });
      ids.push(String(added?.id));
    }
    await sleep(forMs);
    for (const id of ids) await control(site.sandboxUrl, 'DELETE', { route: `faults/${id}` });
  },
  'portal-away': async ({ receiver }, { atMs, forMs }) => {
    receiver.setTrouble(TROUBLES[atMs % TROUBLES.length] ?? 'error');
    await sleep(forMs);
    receiver.setTrouble(null);
  },
  'register-away': async (site, { which, forMs }) => {
    for (const target of ['lookup', 'report']) {
      const body = { target, kind: which === 0 ? 'error_after' : 'hang', times: 3 };
      await control(site.sandboxUrl, 'POST', { route: 'register/faults', body });
    }
    await sleep(forMs);
    await control(site.sandboxUrl, 'DELETE', { route: 'register/faults' });
  },
  channel: async (site, { details }) => {
    // What a channel has no place for in its messages is refused; then nothing is broken.
    await control(site.sandboxUrl, 'POST', { route: 'faults', body: { ...details } });
  },
};

async function killAndStart(parts: readonly (Part | undefined)[], forMs: number): Promise<void> {
  const dying = parts.filter((part) => part !== undefined);
  await Promise.all(dying.map((part) => part.kill()));
  await sleep(forMs);
  // A new start that the next fault kills is that fault's to mend.
  await Promise.allSettled(dying.map((part) => part.start()));
}

async function restart(machine: Site['machine'], how: 'stop' | 'crash', forMs: number): Promise<void> {
  await machine.stopPostgres(how);
  await sleep(forMs);
  await machine.startPostgres();
}

/** Ends every fault: after this only what they left behind is wrong. */
export async function mendAll(site: Site): Promise<void> {
  await control(site.sandboxUrl, 'DELETE', { route: 'faults' });
  await control(site.sandboxUrl, 'DELETE', { route: 'register/faults' });
  site.receiver.setTrouble(null);
  const parts = [...site.apis, ...site.workers];
  for (const part of parts) part.resume();
  await Promise.all(parts.map((part) => part.start()));
}
