import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RequestHandler } from 'express';
import { defineError } from '../kernel/errors';
import { createGate } from './gate';
import { urgencyOf } from './urgency';

const Overloaded = defineError(
  'unavailable',
  'OVERLOADED',
  'There is more to do at the moment than can be done. Nothing was changed. Try again after a few seconds.',
);

export interface AdmissionOptions {
  /** Of the database, in this process. */
  connections: number;
  /** Whether this process runs behind; what can wait is then not even begun. */
  isLate(): boolean;
}

const WAIT_MS = 2_000;

/**
 * Sheds what can wait before it costs anything: lists, reports and the console never have more than half of the
 * connections, and what changes something no more requests than these serve in a moment. What is about money is always let in.
 * @throws OVERLOADED, as an answer 503 with Retry-After
 */
export function createAdmission({ connections, isLate }: AdmissionOptions): RequestHandler {
  const gateOf = (places: number) => createGate({ places, queue: places * 4, waitMs: WAIT_MS });
  const gates: Readonly<Record<'work' | 'rest', ReturnType<typeof gateOf>>> = {
    work: gateOf(connections * 4),
    rest: gateOf(Math.max(1, Math.floor(connections / 2))),
  };
  return async (request, response, next) => {
    const urgency = urgencyOf(request.method, request.baseUrl + request.path);
    if (urgency === 'money') return next();
    if (urgency !== 'work' && isLate()) throw Overloaded();
    // Held for minutes, a place would keep everybody else from the lists.
    if (urgency === 'files') return next();
    const leave = await gates[urgency]();
    if (leave === null) throw Overloaded();
    // A caller that went away while it waited closes nothing any more.
    if (response.destroyed || response.closed) return leave();
    response.once('close', leave);
    next();
  };
}

const LATE_MS = 200;
const LOOK_EVERY_MS = 1_000;

/** Whether this process has lately begun what was due later than it may be, on average. Watches until the process ends. */
export function watchLateness(): () => boolean {
  const delays = monitorEventLoopDelay();
  delays.enable();
  let isLate = false;
  setInterval(() => {
    isLate = delays.mean / 1e6 > LATE_MS;
    delays.reset();
  }, LOOK_EVERY_MS).unref();
  return () => isLate;
}
