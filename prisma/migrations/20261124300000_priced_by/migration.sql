-- What the caller said of a matter whose price depends on that: the day of acceptance, or the sum in dispute.
ALTER TABLE "order_item" ADD COLUMN "priced_by" JSONB;
