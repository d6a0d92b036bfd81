import type { Response } from 'express';
import type { Reply } from './endpoint';

/** Writes an answer; a HEAD or an empty body sends none. */
export function write(response: Response, answer: Reply): void {
  response.status(answer.status).set({ 'Cache-Control': 'no-store', ...answer.headers });
  if (answer.body === null) response.end();
  else if ('json' in answer.body) response.json(answer.body.json);
  else if ('bytes' in answer.body) response.type(answer.body.contentType).send(answer.body.bytes);
  else response.type(answer.body.contentType).send(answer.body.text);
}
