import type { DbClient } from '../db/client';
import type { Scope, Service } from './service';

export interface StoredKey {
  hash: Uint8Array;
  service: Service;
}

export interface NewServiceKey {
  prefix: string;
  serviceId: string;
  hash: Buffer;
  createdAt: Date;
}

export interface ServiceStore {
  findKey(prefix: string): Promise<StoredKey | null>;
  findServices(ids: readonly string[]): Promise<Service[]>;
  findServiceByName(name: string): Promise<Service | null>;
  listServices(): Promise<Service[]>;
  insertService(service: Service): Promise<void>;
  /** Every key of the service tells the decisions of that agency from now on. */
  setAgency(id: string, agencyCode: string): Promise<void>;
  /** Instead of those that it had. */
  setReturnOrigins(id: string, origins: readonly string[]): Promise<void>;
  insertKey(key: NewServiceKey): Promise<void>;
}

/** Services and the hashes of their keys on a client or a transaction. */
export function createServiceStore(client: DbClient): ServiceStore {
  return {
    async findKey(prefix) {
      const row = await client.serviceKey.findUnique({ where: { prefix }, include: { service: true } });
      if (!row || row.revokedAt) return null;
      return { hash: row.hash, service: toService(row.service) };
    },
    async findServices(ids) {
      return (await client.service.findMany({ where: { id: { in: [...ids] } } })).map(toService);
    },
    async findServiceByName(name) {
      const row = await client.service.findUnique({ where: { name } });
      return row && toService(row);
    },
    async listServices() {
      return (await client.service.findMany({ orderBy: { id: 'asc' } })).map(toService);
    },
    async insertService(service) {
      const { scopes, returnOrigins } = service;
      await client.service.create({
        data: { ...service, scopes: [...scopes], returnOrigins: [...returnOrigins] },
      });
    },
    async setAgency(id, agencyCode) {
      await client.service.update({ where: { id }, data: { agencyCode } });
    },
    async setReturnOrigins(id, origins) {
      await client.service.update({ where: { id }, data: { returnOrigins: [...origins] } });
    },
    async insertKey(key) {
      await client.serviceKey.create({ data: { ...key, hash: Uint8Array.from(key.hash) } });
    },
  };
}

function toService(row: Omit<Service, 'scopes'> & { scopes: string[] }): Service {
  return { ...row, scopes: row.scopes as Scope[] };
}
