import type { Request, Response } from 'express';
import { type Fault, settingOf } from './faults';

/** An answer as it goes on the wire. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** What comes instead of the channel's own answer, and without any effect; null when the call goes on. */
export function answerWithoutEffect(fault: Fault | null): Answer | null {
  if (fault?.kind === 'html_502') {
    const html =
      '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\r\n';
    return { status: 502, headers: { 'Content-Type': 'text/html' }, body: Buffer.from(html) };
  }
  if (fault?.kind === 'redirect') {
    const location =
      typeof fault.settings.location === 'string' ? fault.settings.location : '/sandbox/healthz';
    return { status: 302, headers: { Location: location }, body: Buffer.alloc(0) };
  }
  return null;
}

/** Sends the answer, or does to it what a bad network would do. The call has had its effect by now. */
export async function sendAnswer(answer: Answer, fault: Fault | null, res: Response): Promise<void> {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') {
    res.req.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'delay') {
    await new Promise((resolve) => setTimeout(resolve, settingOf(fault, 'ms', 2_000)).unref());
  }
  write({ ...answer, body: bodyUnder(answer.body, fault) }, res);
}

/** The body as it came: signatures are over these bytes. Empty when there was none. */
export function rawBodyOf(req: Request): Buffer {
  return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
}

function write(answer: Answer, res: Response): void {
  res.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers)) res.setHeader(name, value);
  if (answer.body.length) res.end(answer.body);
  else res.end();
}

function bodyUnder(body: Buffer, fault: Fault | null): Buffer {
  if (fault?.kind === 'truncated_json') return body.subarray(0, Math.floor(body.length / 2));
  return fault?.kind === 'huge_body' ? hugeBody(settingOf(fault, 'bytes', 64 * 1024 * 1024)) : body;
}

function hugeBody(bytes: number): Buffer {
  return Buffer.concat([Buffer.from('{"code_url":"'), Buffer.alloc(bytes, 0x61), Buffer.from('"}')]);
}
