import { promisify } from 'node:util';
import type { Request } from 'express';
import type { Clock } from '../../kernel/clock';
import { actorOf, SESSION_LIMITS } from '../../staff/member';
import type { StaffMember } from '../../staff/member';
import type { Actor } from '../../staff/actor';
import type { PendingLogin } from '../../staff/identity.service';
import type { StaffService } from '../../staff/staff.service';
import type { Language } from '../shared/language';

/** Who has logged in. Times are milliseconds of the gateway's clock. */
export interface StaffSession {
  memberId: string;
  startedAt: number;
  seenAt: number;
  /** When it was last shown who it is. */
  confirmedAt: number;
  /** For the end at the identity provider; null: came in by password. */
  idToken: string | null;
}

declare module 'express-session' {
  interface SessionData {
    staff: StaffSession;
    pending: PendingLogin & { back: string };
    language: Language;
  }
}

export interface Person {
  member: StaffMember;
  actor: Actor;
  session: StaffSession;
}

/** Written down no more often than this, so that reading pages does not write. */
const SEEN_EVERY_MS = 30_000;

interface SessionDeps {
  staff: Pick<StaffService, 'findActive'>;
  clock: Clock;
}

/** Who asks; null where nobody has logged in, or too long ago. */
export async function personOf({ staff, clock }: SessionDeps, request: Request): Promise<Person | null> {
  const session = request.session.staff;
  if (!session) return null;
  const now = clock.now().getTime();
  const isOver =
    now - session.seenAt > SESSION_LIMITS.idleMs || now - session.startedAt > SESSION_LIMITS.absoluteMs;
  const member = isOver ? null : await staff.findActive(session.memberId);
  if (!member) {
    delete request.session.staff;
    return null;
  }
  if (now - session.seenAt >= SEEN_EVERY_MS) session.seenAt = now;
  const isConfirmed = now - session.confirmedAt <= SESSION_LIMITS.stepUpMs;
  return { member, actor: actorOf(member, isConfirmed), session };
}

/** Whose session it was that is over, where they still work here: with their forms something can be done after a login. */
export async function formerPersonOf(
  { staff }: Pick<SessionDeps, 'staff'>,
  memberId: string | undefined,
): Promise<Actor | null> {
  const member = memberId === undefined ? null : await staff.findActive(memberId);
  return member && actorOf(member, false);
}

/** Begins a session under a new id: what anybody knew of the one before opens nothing. */
export async function beginSession(request: Request, session: StaffSession): Promise<void> {
  const { language, kept } = request.session;
  await promisify((done: (error: unknown) => void) => request.session.regenerate(done))();
  request.session.staff = session;
  if (language) request.session.language = language;
  // What one person typed is for no other.
  if (kept?.memberId === session.memberId) request.session.kept = kept;
  await saveSession(request);
}

/** Writes down what changed, before an answer leads to a page that reads it: a browser is there before the answer has ended. */
export function saveSession(request: Request): Promise<void> {
  return promisify((done: (error: unknown) => void) => request.session.save(done))();
}

/** Ends it, here and in the database. */
export function endSession(request: Request): Promise<void> {
  return promisify((done: (error: unknown) => void) => request.session.destroy(done))();
}

/** Where to go on after a login: an address of the console, or its home. */
export function readBack(given: unknown): string {
  const isOurs = typeof given === 'string' && /^\/console(\/[\w/-]*)?(\?[\w\-=&%.:+]*)?$/.test(given);
  return isOurs && !given.includes('//') ? given : '/console';
}
