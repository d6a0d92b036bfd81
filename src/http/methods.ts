import type { Express } from 'express';
import type { Endpoint } from './endpoint';
import { expressPathOf } from './endpoint';
import { methodRefused, problemLanguageOf } from './problem';
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
    app
      .route(expressPathOf(path))
      .options((_, response) => write(response, { status: 204, headers, body: null }))
      .all((request, response) => {
        const refusal = methodRefused(problemLanguageOf(request));
        write(response, { ...refusal, headers: { ...refusal.headers, ...headers } });
      });
  }
}
