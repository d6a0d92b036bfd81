import type { Express } from 'express';
import type { Endpoint } from './endpoint';
import { expressPathOf } from './endpoint';
import { problem } from './problem';
import { write } from './reply';

/** Says what a path can do to whoever asks (OPTIONS) or tried something else. Mounted after the endpoints. */
export function refuseOtherMethods(app: Express, endpoints: readonly Endpoint[]): void {
  const methods = new Map<string, string[]>();
  for (const { path, method } of endpoints) {
    methods.set(path, [
      ...(methods.get(path) ?? []),
      ...(method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]),
    ]);
  }
  for (const [path, allowed] of methods) {
    const headers = { Allow: [...allowed, 'OPTIONS'].join(', ') };
    app.options(expressPathOf(path), (_, response) => write(response, { status: 204, headers, body: null }));
    app.all(expressPathOf(path), (_, response) => write(response, { ...METHOD_NOT_ALLOWED, headers }));
  }
}

const METHOD_NOT_ALLOWED = problem(405, 'METHOD_NOT_ALLOWED', {
  title: 'Method not allowed',
  detail: 'This path exists, but it does not know this method. See the header Allow.',
});
