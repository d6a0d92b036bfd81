-- What was set aside is counted whenever somebody asks whether all is well: small indexes that do not grow with history.
CREATE INDEX "outbox_parked" ON "outbox" ("id") WHERE "parked_at" IS NOT NULL;
CREATE INDEX "inbox_set_aside" ON "inbox" ("id") WHERE "outcome" = 'set_aside';
CREATE INDEX "event_given_up" ON "event" ("id") WHERE "exhausted_at" IS NOT NULL AND "delivered_at" IS NULL;
