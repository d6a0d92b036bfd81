import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, Witness } from './witness';

export interface Call {
  operation: string;
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  /** Sends it under this Idempotency-Key on every try. */
  key?: string;
  /** What it is about, for the comparison with what was kept. */
  subject: string;
  /** Sends the first try to every API at once. */
  isDoubled?: boolean;
}

/** A client of both APIs, as a portal should be: it repeats with the same key what was not answered. */
export interface Client {
  /** The answer of the first 2xx; null where a rule refused it or nobody answered. */
  call(call: Call): Promise<Json | null>;
}

export interface ClientOptions {
  apiUrls: readonly string[];
  apiKey: string;
  witness: Witness;
}

const TRY_MS = 2_500;
const ALL_TRIES_MS = 40_000;
const PAUSE_MS = 150;
/** To be repeated as it is: the first try is under way, or somebody pays at this moment. */
const CONFLICTS_TO_REPEAT = ['IDEMPOTENCY_KEY_IN_FLIGHT', 'ORDER_BEING_PAID'];

interface Answer {
  status: number;
  text: string;
}

export function createClient(options: ClientOptions): Client {
  const { apiUrls, witness } = options;
  let turn = 0;
  return {
    async call(call) {
      const until = performance.now() + ALL_TRIES_MS;
      for (let tries = 0; performance.now() < until; tries++) {
        const first = apiUrls[turn++ % apiUrls.length] ?? '';
        const targets = call.isDoubled && tries === 0 ? apiUrls : [first];
        const answers = await Promise.all(targets.map((url) => send(options, url, call)));
        witness.tries += answers.length;
        const verdicts = answers.map((answer) => judge(call, answer, witness));
        const answered = verdicts.find((verdict) => verdict !== 'again');
        if (answered !== undefined)
          return (verdicts.find((it) => it !== 'again' && it !== null) as Json | null) ?? null;
        await sleep(PAUSE_MS);
      }
      witness.unanswered.push(`${call.operation} ${call.subject}`);
      return null;
    },
  };
}

async function send({ apiKey }: ClientOptions, url: string, call: Call): Promise<Answer | null> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(call.body && { 'content-type': 'application/json' }),
    ...(call.key !== undefined && { 'idempotency-key': call.key }),
  };
  try {
    const response = await fetch(url + call.path, {
      method: call.method,
      headers,
      signal: AbortSignal.timeout(TRY_MS),
      ...(call.body && { body: JSON.stringify(call.body) }),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    return null;
  }
}

/** Writes down what an answer promises; null for a refusal. */
function judge(call: Call, answer: Answer | null, witness: Witness): Json | null | 'again' {
  if (answer === null || answer.status === 429 || (answer.status > 500 && answer.status < 600))
    return 'again';
  if (answer.status >= 500) {
    witness.bugs.push(`${call.method} ${call.path}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return 'again';
  }
  const { operation, key = null, subject } = call;
  const json = JSON.parse(answer.text) as Json;
  if (answer.status < 300) {
    if (call.method !== 'GET')
      witness.acknowledged.push({ operation, key, subject, text: answer.text, json });
    return json;
  }
  if (CONFLICTS_TO_REPEAT.includes(String(json.code))) return 'again';
  const refusal = `${operation} ${String(json.code)}`;
  witness.refused.set(refusal, (witness.refused.get(refusal) ?? 0) + 1);
  return null;
}
