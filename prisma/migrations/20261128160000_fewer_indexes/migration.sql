-- Each index of these tables is written once or twice for every payment. What nothing reads by is dropped; facts are
-- looked for by their number only as long as nobody has acted on them.

-- DropIndex
DROP INDEX "inbox_out_trade_no_idx";

-- DropIndex
DROP INDEX "event_service_id_id_idx";


-- What the schema language cannot say -------------------------------------------------------------------

CREATE INDEX "inbox_waiting_for" ON "inbox" ("out_trade_no") WHERE "processed_at" IS NULL;
