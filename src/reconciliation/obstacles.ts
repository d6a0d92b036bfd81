import { AppError } from '../kernel/errors';
import { ResolutionsPrevented } from './resolution.errors';

/** What prevents one of several things that are done all or none. */
export interface Obstacle {
  /** The difference or resolution that it is about. */
  id: string;
  error: AppError;
}

const MOST_SHOWN = 100;

/**
 * Refuses them all, with a line for each that cannot be done. Where all are refused for the same reason, by just that
 * reason, so that one alone is answered as such.
 */
export function refuseObstacles(obstacles: readonly Obstacle[]): void {
  const [first] = obstacles;
  if (!first) return;
  const details = {
    obstacles: obstacles.slice(0, MOST_SHOWN).map(({ id, error: { code, message, details: facts } }) => ({
      ...facts,
      ...{ id, code, message },
    })),
    obstacle_count: obstacles.length,
  };
  const { kind, code, message } = first.error;
  if (obstacles.some(({ error }) => error.code !== code)) throw ResolutionsPrevented({ details });
  throw new AppError(kind, code, { message, details: { ...first.error.details, ...details } });
}

/** What the check throws, as an obstacle; null where it lets the thing pass. */
export async function obstacleOf(id: string, check: () => Promise<void> | void): Promise<Obstacle | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof AppError) return { id, error };
    throw error;
  }
}

/** What the work throws, as the one obstacle: whoever has many things done must learn which it was. */
export async function naming<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) refuseObstacles([{ id, error }]);
    throw error;
  }
}
