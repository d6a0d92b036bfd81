-- Money that waits in suspense until a person says what it is for: asked for by one, approved by another.

-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "claimed_from" TEXT;

-- CreateTable
CREATE TABLE "claim" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "order_id" TEXT,
    "payment_id" TEXT,
    "refund_id" TEXT,
    "status" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "note" TEXT,
    "requested_by" TEXT NOT NULL,
    "decided_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "claim_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "claim_channel_transaction_id_idx" ON "claim"("channel", "transaction_id");

-- CreateIndex
CREATE INDEX "claim_status_id_idx" ON "claim"("status", "id");

-- AddForeignKey
ALTER TABLE "claim" ADD CONSTRAINT "claim_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "claim" ADD CONSTRAINT "claim_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "claim" ADD CONSTRAINT "claim_status_known" CHECK ("status" IN ('requested', 'approved', 'rejected'));
-- Maker and checker: whatever the code does, nobody decides about what he asked for.
ALTER TABLE "claim" ADD CONSTRAINT "claim_decided_by_another" CHECK ("decided_by" IS DISTINCT FROM "requested_by");
ALTER TABLE "claim" ADD CONSTRAINT "claim_decided_by_somebody"
  CHECK (("status" = 'requested') = ("decided_by" IS NULL));
ALTER TABLE "claim" ADD CONSTRAINT "claim_approval_whole"
  CHECK (("status" = 'approved') = (coalesce("payment_id", "refund_id") IS NOT NULL));

-- The same money is asked for by one at a time, and is bound to one order for ever.
CREATE UNIQUE INDEX "claim_once" ON "claim" ("channel", "transaction_id")
  WHERE "status" = 'requested' OR "status" = 'approved' AND "order_id" IS NOT NULL;
-- A payment that was claimed is found by its number at the channel when the channel tells of its refunds.
CREATE UNIQUE INDEX "payment_claimed_from" ON "payment" ("channel", "claimed_from", "transaction_id")
  WHERE "claimed_from" IS NOT NULL;
-- What waits in suspense, without the many that were settled.
CREATE INDEX "channel_transaction_in_suspense" ON "channel_transaction" ("created_at", "channel", "transaction_id")
  WHERE "kind" = 'payment' AND "disposition" = 'suspense';

-- What the channel has closed, or a person has given up, may be sent back anew.
DROP INDEX "refund_suspense_once";
CREATE UNIQUE INDEX "refund_suspense_once" ON "refund" ("payment_id")
  WHERE "origin" = 'suspense' AND "status" NOT IN ('rejected', 'failed');

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('claim', 'requested', 'approved'),
  ('claim', 'requested', 'rejected');

CREATE TRIGGER record_claim_moves AFTER UPDATE ON "claim"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('claim');
