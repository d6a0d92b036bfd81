-- What happens by itself when a fine, its refund and its receipt meet.

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "reason" TEXT;

-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "decision_no" TEXT;


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
