-- What persons decide about differences: proposed by one, approved by another, taken back by a red entry.

-- AlterTable
ALTER TABLE "difference" ADD COLUMN     "is_reversed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "owner_id" TEXT,
ADD COLUMN     "resolution_id" TEXT,
ADD COLUMN     "statement_id" TEXT;

-- CreateTable
CREATE TABLE "difference_resolution" (
    "id" TEXT NOT NULL,
    "difference_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "postings" JSONB NOT NULL,
    "basis" TEXT NOT NULL,
    "order_id" TEXT,
    "attachment_id" TEXT,
    "reverses" TEXT,
    "journal_id" TEXT,
    "claim_id" TEXT,
    "refund_id" TEXT,
    "note" TEXT,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "difference_resolution_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "resolution_attachment" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resolution_attachment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "difference_resolution_difference_id_idx" ON "difference_resolution"("difference_id");

-- CreateIndex
CREATE INDEX "difference_resolution_status_id_idx" ON "difference_resolution"("status", "id");

-- AddForeignKey
ALTER TABLE "difference_resolution" ADD CONSTRAINT "difference_resolution_difference_id_fkey" FOREIGN KEY ("difference_id") REFERENCES "difference"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "difference_resolution" ADD CONSTRAINT "difference_resolution_attachment_id_fkey" FOREIGN KEY ("attachment_id") REFERENCES "resolution_attachment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

-- The file in which a difference was found is that of the last run that found it.
UPDATE "difference" d SET "statement_id" = r."statement_id"
FROM (SELECT DISTINCT ON (x."difference_id") x."difference_id", rec."statement_id"
  FROM "reconciliation_difference" x JOIN "reconciliation" rec ON rec."id" = x."reconciliation_id"
  WHERE rec."statement_id" IS NOT NULL ORDER BY x."difference_id", rec."id" DESC) r
WHERE r."difference_id" = d."id" AND d."business_day" = (
  SELECT s."business_day" FROM "statement" s WHERE s."id" = r."statement_id");

ALTER TABLE "difference_resolution" ADD CONSTRAINT "difference_resolution_status_known"
  CHECK ("status" IN ('proposed', 'approved', 'refused', 'withdrawn', 'reversed'));
-- Maker and checker: whatever the code does, nobody decides about what he proposed; he may withdraw it.
ALTER TABLE "difference_resolution" ADD CONSTRAINT "difference_resolution_decided_by_another"
  CHECK ("status" = 'withdrawn' OR "decided_by" IS DISTINCT FROM "proposed_by");
ALTER TABLE "difference_resolution" ADD CONSTRAINT "difference_resolution_decided_by_somebody"
  CHECK (("status" = 'proposed') = ("decided_by" IS NULL));
ALTER TABLE "difference_resolution" ADD CONSTRAINT "difference_resolution_reversal_whole"
  CHECK (("action" = 'reverse') = ("reverses" IS NOT NULL));
ALTER TABLE "resolution_attachment" ADD CONSTRAINT "resolution_attachment_small"
  CHECK ("size_bytes" BETWEEN 1 AND 5242880 AND "size_bytes" = length("content"));

-- One proposal at a time, and one resolution that stands.
CREATE UNIQUE INDEX "difference_resolution_one_proposed" ON "difference_resolution" ("difference_id")
  WHERE "status" = 'proposed';
CREATE UNIQUE INDEX "difference_resolution_one_standing" ON "difference_resolution" ("difference_id")
  WHERE "status" = 'approved' AND "action" <> 'reverse';
-- A booking that was taken back keeps its money out of the lists of what waits. There are few of them.
CREATE INDEX "difference_reversed" ON "difference" ("channel", "transaction_id") WHERE "is_reversed";

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('resolution', 'proposed', 'approved'),
  ('resolution', 'proposed', 'refused'),
  ('resolution', 'proposed', 'withdrawn'),
  ('resolution', 'approved', 'reversed');

CREATE TRIGGER record_resolution_moves AFTER UPDATE ON "difference_resolution"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('resolution');
CREATE TRIGGER resolution_attachment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "resolution_attachment"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
