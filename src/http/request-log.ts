import type { NextFunction, Request, Response } from 'express';

/** One answered request. The route's pattern stands for its path, since a path may hold what a citizen holds. */
export interface AnsweredRequest {
  method: string;
  route: string;
  status: number;
  durationMs: number;
}

/** Tells of every request when its answer is out, or when the caller has gone. */
export function logRequests(log: (request: AnsweredRequest) => void) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    response.once('close', () => {
      const route = request.route as { path?: unknown } | undefined;
      log({
        method: request.method,
        route: typeof route?.path === 'string' ? request.baseUrl + route.path : '-',
        status: response.statusCode,
        durationMs: Math.round(performance.now() - startedAt),
      });
    });
    next();
  };
}
