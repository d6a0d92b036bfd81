-- What happens by itself when a fine, its refund and its receipt meet.

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "reason" TEXT;

-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "decision_no" TEXT;

-- CreateTable
CREATE TABLE "red_receipt" (
    "code" TEXT NOT NULL,
    "no" BIGINT NOT NULL,
    "check_code" TEXT NOT NULL,
    "verify_token" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL,
    "original_code" TEXT NOT NULL,
    "original_no" BIGINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "refunded_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "red_receipt_pkey" PRIMARY KEY ("code","no")
);

-- CreateIndex
CREATE UNIQUE INDEX "red_receipt_verify_token_key" ON "red_receipt"("verify_token");

-- CreateIndex
CREATE INDEX "red_receipt_original_code_original_no_idx" ON "red_receipt"("original_code", "original_no");

-- CreateIndex
CREATE UNIQUE INDEX "red_receipt_refund_id_original_code_original_no_key" ON "red_receipt"("refund_id", "original_code", "original_no");

-- AddForeignKey
ALTER TABLE "red_receipt" ADD CONSTRAINT "red_receipt_code_fkey" FOREIGN KEY ("code") REFERENCES "receipt_series"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "red_receipt" ADD CONSTRAINT "red_receipt_original_code_original_no_fkey" FOREIGN KEY ("original_code", "original_no") REFERENCES "receipt"("code", "no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "red_receipt" ADD CONSTRAINT "red_receipt_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "orders" ADD CONSTRAINT "orders_reason_known"
  CHECK ("reason" IS NULL OR "reason" = 'fine_changed' AND "status" = 'closed');
ALTER TABLE "refund" DROP CONSTRAINT "refund_origin_known";
ALTER TABLE "refund" ADD CONSTRAINT "refund_origin_known" CHECK ("origin" IN ('request', 'suspense', 'fine'));
ALTER TABLE "refund" ADD CONSTRAINT "refund_of_a_fine_names_it"
  CHECK (("origin" = 'fine') = ("decision_no" IS NOT NULL));

-- What came for a fine goes back by itself once, whatever is told of the fine, and however often.
CREATE UNIQUE INDEX "refund_fine_once" ON "refund" ("payment_id", "decision_no") WHERE "origin" = 'fine';

-- What the register refused before there was such a refund goes back now.
INSERT INTO "outbox" ("kind", "subject", "run_at", "created_at")
SELECT DISTINCT 'fine.refund', "decision_no", now(), now() FROM "fine_report"
WHERE "refund_due"
ON CONFLICT ("kind", "subject") DO NOTHING;

ALTER TABLE "red_receipt" ADD CONSTRAINT "red_receipt_no_range" CHECK ("no" BETWEEN 1 AND 9999999999);
ALTER TABLE "red_receipt" ADD CONSTRAINT "red_receipt_check_code_form" CHECK ("check_code" ~ '^[0-9a-z]{6}$');
ALTER TABLE "red_receipt" ADD CONSTRAINT "red_receipt_amount_negative" CHECK ("amount_fen" < 0);
CREATE TRIGGER red_receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "red_receipt"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Refunds that succeeded before there were red receipts get theirs now.
INSERT INTO "outbox" ("kind", "subject", "run_at", "created_at")
SELECT 'receipt.reverse', "id", now(), now() FROM "refund"
WHERE "status" = 'succeeded' AND "origin" <> 'suspense'
ORDER BY "succeeded_at", "id"
ON CONFLICT ("kind", "subject") DO NOTHING;
