import type { DbClient } from '../db/client';
import { rowsParameter } from '../db/rows';
import type { Event } from './event';

/** An event with the story of its delivery. */
export interface EventDelivery extends Pick<Event, 'id' | 'serviceId' | 'type' | 'body' | 'createdAt'> {
  attempts: number;
  deliveredAt: Date | null;
  exhaustedAt: Date | null;
}

/** An event that its service did not take within the time for it. */
export interface GivenUpEvent {
  id: string;
  type: string;
  exhaustedAt: Date;
  lastResult: string | null;
}

/** What one try came to. */
export interface DeliveryResult {
  deliveredAt: Date | null;
  exhaustedAt: Date | null;
  /** The status or the kind of failure, never a body. */
  lastResult: string;
}

export interface EventStore {
  /** Adds events that were not told of yet; the answer names those whose service wants to be told. */
  insertEvents(events: readonly Event[]): Promise<string[]>;
  findEvent(id: string): Promise<EventDelivery | null>;
  /** Those that were given up and not delivered since, oldest first; all of them, or these. */
  listGivenUp(ids: readonly string[] | null): Promise<GivenUpEvent[]>;
  recordDelivery(id: string, result: DeliveryResult): Promise<void>;
}

/** Events and the story of their delivery on a client or a transaction. */
export function createEventStore(client: DbClient): EventStore {
  return {
    async insertEvents(events) {
      if (events.length === 0) return [];
      const rows = await client.$queryRaw<{ id: string; is_wanted: boolean }[]>`
        insert into event (id, service_id, type, subject_id, body, created_at)
        select e.id, e."serviceId", e.type, e."subjectId", e.body, e."createdAt"
        from json_to_recordset(${rowsParameter(events)}::json) as e(id text, "serviceId" text, type text,
          "subjectId" text, body text, "createdAt" timestamptz)
        order by e."subjectId", e.type
        on conflict (subject_id, type) do nothing
        returning id, (select s.webhook_url is not null from service s where s.id = service_id) as is_wanted`;
      return rows.filter((row) => row.is_wanted).map((row) => row.id);
    },
    async findEvent(id) {
      const row = await client.event.findUnique({ where: { id } });
      return row && { ...row, type: row.type as Event['type'] };
    },
    async listGivenUp(ids) {
      const which = ids === null ? {} : { id: { in: [...ids] } };
      const rows = await client.event.findMany({
        where: { exhaustedAt: { not: null }, deliveredAt: null, ...which },
        orderBy: { id: 'asc' },
      });
      return rows.flatMap(({ id, type, exhaustedAt, lastResult }) =>
        exhaustedAt ? [{ id, type, exhaustedAt, lastResult }] : [],
      );
    },
    async recordDelivery(id, result) {
      // Two tries at the same time: the one that failed must not take back that the other arrived.
      await client.event.updateMany({
        where: { id, deliveredAt: null },
        data: { ...result, attempts: { increment: 1 } },
      });
    },
  };
}
