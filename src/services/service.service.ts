import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { keyMatches, keyPrefixOf, newKey, newService } from './service';
import type { Service, ServiceTerms } from './service';
import { KeyInvalid, KeyMissing } from './service.errors';

export interface ServiceService {
  /**
   * Finds who is calling from an Authorization header.
   * @throws KeyMissing, KeyInvalid
   */
  authenticate(authorization: string | undefined): Promise<Service>;
  /** Creates a service, or adds a key to the one of that name. The key is in the answer and nowhere else. */
  createKey(command: ServiceTerms): Promise<{ service: Service; key: string }>;
}

/** Services and their keys. */
export function createServiceService(database: Database, clock: Clock): ServiceService {
  return {
    async authenticate(authorization) {
      const text = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
      if (text === undefined) throw KeyMissing();
      const prefix = keyPrefixOf(text);
      const stored = prefix === null ? null : await database.stores.services.findKey(prefix);
      if (!stored || !keyMatches(text, stored.hash)) throw KeyInvalid();
      return stored.service;
    },
    createKey: (command) =>
      database.transact(async (stores) => {
        const now = clock.now();
        const known = await stores.services.findServiceByName(command.name);
        const service = known ?? newService(command, now);
        if (!known) await stores.services.insertService(service);
        const key = newKey();
        await stores.services.insertKey({
          prefix: key.prefix,
          serviceId: service.id,
          hash: key.hash,
          createdAt: now,
        });
        return { service, key: key.text };
      }),
  };
}
