import type { NextFunction, Request, Response } from 'express';

const timers = new WeakMap<object, NodeJS.Timeout>();

/** A caller that sends its body byte by byte holds a connection no longer than this. */
export function limitBodyTime(limitMs: number) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { headers } = request;
    if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0) {
      const timer = setTimeout(() => {
        if (!response.headersSent) response.writeHead(408, { Connection: 'close' }).end();
        request.destroy();
      }, limitMs);
      timer.unref();
      timers.set(request, timer);
      for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer));
    }
    next();
  };
}

/**
 * For a known caller that sends a file: it may take its time, and is let go of when nothing moves in either
 * direction any more.
 */
export function allowSlowBody(request: Request, idleMs: number): void {
  clearTimeout(timers.get(request));
  request.setTimeout(idleMs, () => request.destroy());
}
