-- Lists by business day are read page by page in the order of these indexes: measured with 1,000,000 payments, a page took
-- 1.5 s by sorting and takes 5 ms by them. They take the place of those that had the first columns only, or another order.

-- DropIndex
DROP INDEX "channel_transaction_day";

-- DropIndex
DROP INDEX "journal_business_day_idx";

-- CreateIndex
CREATE INDEX "channel_transaction_day" ON "channel_transaction"("business_day", "channel", "kind", "transaction_id");

-- CreateIndex
CREATE INDEX "journal_business_day_id_idx" ON "journal"("business_day", "id");


-- What the schema language cannot say -------------------------------------------------------------------

CREATE INDEX "refund_succeeded_at" ON "refund" ("succeeded_at") WHERE "succeeded_at" IS NOT NULL;
