import type { Request, Response } from 'express';
import { AppError } from '../../kernel/errors';
import type { Secret } from '../../kernel/secret';
import { frameOf } from './answer';
import type { AnswerDeps } from './answer';
import { readForm } from './form-data';
import type { SentForm } from './form-data';
import { keepForm } from './kept-form';
import type { ConsoleAction } from './page';
import { formerPersonOf, saveSession } from './session';
import type { Person } from './session';

export interface GateDeps extends AnswerDeps {
  secret: Secret;
}

export interface Exchange {
  request: Request;
  response: Response;
}

interface Sent extends Exchange {
  person: Person;
  form: SentForm;
}

/** Where the work needs a confirmation of who it is, that is asked for instead, and leads back to what was typed. */
export async function confirmedFirst(
  deps: GateDeps,
  { request, response, person, form: { fields } }: Sent,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'STEP_UP_NEEDED') throw error;
    const page = frameOf(deps, request, person).address;
    keepForm(request, { fields, page }, keeping(deps, person.member.id));
    await saveSession(request);
    response.redirect(303, `/console/confirm?back=${encodeURIComponent(page)}`);
  }
}

/** For whom something is kept. */
export const keeping = ({ secret, clock }: GateDeps, memberId: string) => ({
  ...{ secret, memberId, now: clock.now() },
});

/** Whose session is over, and what the form may bring. */
interface Former {
  memberId: string | undefined;
  upload: ConsoleAction['upload'];
}

export const NOBODY: Former = { memberId: undefined, upload: undefined };

/** What somebody typed before the session was over is kept for after the login. */
export async function askToLogIn(
  deps: GateDeps,
  { request, response }: Exchange,
  { memberId, upload }: Former,
): Promise<void> {
  const page = frameOf(deps, request, null).address;
  const actor = request.method === 'POST' ? await formerPersonOf(deps, memberId) : null;
  if (actor) {
    const { fields } = await readForm(request, actor, upload);
    keepForm(request, { fields, page }, keeping(deps, actor.id));
    await saveSession(request);
  }
  const back = request.method === 'GET' ? request.originalUrl : page;
  response.redirect(303, `/console/login?back=${encodeURIComponent(back)}`);
}
