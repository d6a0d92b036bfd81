import type { Scope, ServiceIdentity } from '../services/service';
import type { Actor, Permission } from './actor';

/** What a key may do of the work of the finance department: two of them are four eyes. */
const PERMISSIONS_OF_SCOPE: Readonly<Partial<Record<Scope, readonly Permission[]>>> = {
  finance: [
    'books.read',
    'differences.propose',
    'differences.approve',
    'statements.upload',
    'refunds.propose',
    'refunds.approve',
    'reports.export',
  ],
};

/** A service that calls with its key, as one who acts. */
export function actorOfService({ id, name, scopes }: ServiceIdentity): Actor {
  return { id, name, permissions: new Set(scopes.flatMap((scope) => PERMISSIONS_OF_SCOPE[scope] ?? [])) };
}
