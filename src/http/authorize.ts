import type { Request } from 'express';
import type { RefusedCall, Scope, ServiceIdentity } from '../services/service';
import { ScopeMissing } from '../services/service.errors';

/** Who knows the callers, and keeps what they were refused. */
export interface Authorizer {
  authenticate(authorization: string | undefined): Promise<ServiceIdentity>;
  /** Keeps that somebody who was known wanted to do what the key does not allow. */
  noteRefusal(service: ServiceIdentity, refused: RefusedCall): Promise<void>;
}

/**
 * Who calls, where the key has the scope. That it has not is kept (domain R15), but for reading, which changes
 * nothing and is in the log of requests.
 * @param path as the API describes it: '/v1/orders/{id}/close'
 * @throws KeyMissing, KeyInvalid, ScopeMissing
 */
export async function authorize(
  authorizer: Authorizer,
  request: Request,
  { scope, path }: { scope: Scope; path: string },
): Promise<ServiceIdentity> {
  const service = await authorizer.authenticate(request.get('authorization'));
  if (service.scopes.includes(scope)) return service;
  if (!['GET', 'HEAD'].includes(request.method)) {
    const subject = String(request.params.id ?? service.id);
    await authorizer.noteRefusal(service, { call: `${request.method} ${path}`, subject, scope });
  }
  throw ScopeMissing({ details: { scope } });
}
