import request from 'supertest';
import type { Gateway } from '../../support/gateway';
import { createContract, type Contract, type OpenApiDocument } from './contract';

/** JSON of a server, read in a test: a field that is missing shows in what the test expects of it. */
export interface Json {
  readonly [name: string]: Json;
}

export const listOf = (value: Json | undefined): Json[] => value as unknown as Json[];

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  json: Json;
}

export interface CallOptions {
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it stands, as JSON unless a header says otherwise. */
  raw?: string | Buffer;
}

/** A client of the API with one key; every answer that it gets is held against the OpenAPI document. */
export interface Api {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** With a new Idempotency-Key, unless the headers have one. */
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

const contracts = new WeakMap<Gateway, Promise<Contract>>();

export function createApi(gateway: Gateway, key: string | null): Api {
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const answer = await send(gateway.url, { method, path, key, ...options });
    const violations = (await contractOf(gateway)).violationsOf({
      method,
      path,
      ...answer,
      contentType: answer.headers['content-type'] ?? '',
    });
    expect({ call: `${method} ${path}`, violations, answer: violations.length ? answer.text : '' }).toEqual({
      call: `${method} ${path}`,
      violations: [],
      answer: '',
    });
    return answer;
  };
  return {
    call,
    get: (path) => call('GET', path),
    post: (path, body, headers) =>
      call('POST', path, {
        ...(body !== undefined && { body }),
        headers: { 'idempotency-key': newKey(), ...headers },
      }),
  };
}

interface Sent extends CallOptions {
  method: string;
  path: string;
  key: string | null;
}

async function send(url: string, { method, path, key, headers, body, raw }: Sent): Promise<Answer> {
  const name = method.toLowerCase() as 'get';
  const call = request(url)
    [name](path)
    .buffer(true)
    .redirects(0)
    .ok(() => true);
  if (key !== null) call.set('authorization', `Bearer ${key}`);
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content !== undefined) call.set('content-type', 'application/json');
  if (headers) call.set(headers);
  // Without this superagent would encode a text by its own rules.
  if (content !== undefined) call.serialize((it) => it as string).send(content as string);
  const response = await call;
  const text = method === 'HEAD' ? '' : (response.text ?? '');
  const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}

function contractOf(gateway: Gateway): Promise<Contract> {
  const known = contracts.get(gateway);
  if (known) return known;
  const made = documentOf(gateway).then(createContract);
  contracts.set(gateway, made);
  return made;
}

/** The OpenAPI document that the gateway serves. */
export async function documentOf(gateway: Gateway): Promise<OpenApiDocument> {
  const response = await request(gateway.url).get('/openapi.json');
  return response.body as OpenApiDocument;
}

let keys = 0;

/** An Idempotency-Key that no other call of this test file has used. */
export function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}
