-- Money going back: one row per intent, whose id is its number at the channel for every try.

-- AlterTable
ALTER TABLE "payment" ADD COLUMN     "refund_reserved_fen" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT,
    "requested_by" TEXT,
    "decided_by" TEXT,
    "transaction_id" TEXT,
    "bank_reference" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "succeeded_at" TIMESTAMPTZ(3),
    "alarmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund_share" (
    "refund_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "order_id" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "refund_share_pkey" PRIMARY KEY ("refund_id","line")
);

-- CreateIndex
CREATE INDEX "refund_order_id_id_idx" ON "refund"("order_id", "id");

-- CreateIndex
CREATE INDEX "refund_payment_id_idx" ON "refund"("payment_id");

-- CreateIndex
CREATE INDEX "refund_status_id_idx" ON "refund"("status", "id");

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_share" ADD CONSTRAINT "refund_share_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_share" ADD CONSTRAINT "refund_share_order_id_line_fkey" FOREIGN KEY ("order_id", "line") REFERENCES "order_item"("order_id", "line") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "payment" ADD CONSTRAINT "payment_refund_reserved_not_negative" CHECK ("refund_reserved_fen" >= 0);
ALTER TABLE "refund" ADD CONSTRAINT "refund_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "refund" ADD CONSTRAINT "refund_origin_known" CHECK ("origin" IN ('request', 'suspense'));
ALTER TABLE "refund" ADD CONSTRAINT "refund_status_known" CHECK ("status" IN
  ('requested', 'approved', 'rejected', 'submitted', 'unknown', 'succeeded', 'failed', 'manual'));
ALTER TABLE "refund" ADD CONSTRAINT "refund_requested_by_somebody"
  CHECK (("origin" = 'request') = ("requested_by" IS NOT NULL));
-- Maker and checker: whatever the code does, nobody decides about what he asked for.
ALTER TABLE "refund" ADD CONSTRAINT "refund_decided_by_another" CHECK ("decided_by" IS DISTINCT FROM "requested_by"
  OR "requested_by" IS NULL);
ALTER TABLE "refund" ADD CONSTRAINT "refund_success_whole"
  CHECK (("status" = 'succeeded') = ("succeeded_at" IS NOT NULL));
ALTER TABLE "refund_share" ADD CONSTRAINT "refund_share_amount_positive" CHECK ("amount_fen" > 0);

-- Money in suspense goes back once, however often its arrival is told.
CREATE UNIQUE INDEX "refund_suspense_once" ON "refund" ("payment_id") WHERE "origin" = 'suspense';

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('refund', 'requested', 'approved'),
  ('refund', 'requested', 'rejected'),
  ('refund', 'approved', 'unknown'),
  ('refund', 'approved', 'manual'),
  ('refund', 'unknown', 'submitted'),
  ('refund', 'unknown', 'succeeded'),
  ('refund', 'unknown', 'failed'),
  ('refund', 'unknown', 'manual'),
  ('refund', 'submitted', 'succeeded'),
  ('refund', 'submitted', 'failed'),
  ('refund', 'submitted', 'manual'),
  ('refund', 'manual', 'approved'),
  ('refund', 'manual', 'succeeded'),
  ('refund', 'failed', 'succeeded');

CREATE TRIGGER record_refund_moves AFTER UPDATE ON "refund"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('refund');
