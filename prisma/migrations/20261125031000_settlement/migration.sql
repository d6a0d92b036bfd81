-- What was collected goes on to the treasury or the special account, in batches that one makes and another checks.

-- CreateTable
CREATE TABLE "remittance_target" (
    "agency_code" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "account_name" TEXT,
    "account_no" TEXT,
    "bank_name" TEXT,

    CONSTRAINT "remittance_target_pkey" PRIMARY KEY ("agency_code","income_item_code")
);

-- CreateTable
CREATE TABLE "split_rule" (
    "income_item_code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "parts" INTEGER NOT NULL,

    CONSTRAINT "split_rule_pkey" PRIMARY KEY ("income_item_code","position")
);

-- CreateTable
CREATE TABLE "remittance_batch" (
    "id" TEXT NOT NULL,
    "destination" TEXT NOT NULL,
    "up_to" DATE NOT NULL,
    "status" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "made_by" TEXT NOT NULL,
    "checked_by" TEXT,
    "file" TEXT,
    "file_sha256" TEXT,
    "bank_reference" TEXT,
    "acknowledged_on" DATE,
    "returned_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "remittance_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "remittance_line" (
    "batch_id" TEXT NOT NULL,
    "agency_code" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "collected_fen" BIGINT NOT NULL,
    "refunded_fen" BIGINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "is_released" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "remittance_line_pkey" PRIMARY KEY ("batch_id","agency_code","income_item_code","business_day")
);

-- CreateTable
CREATE TABLE "remittance_share" (
    "batch_id" TEXT NOT NULL,
    "agency_code" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "level" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "remittance_share_pkey" PRIMARY KEY ("batch_id","agency_code","income_item_code","position")
);

-- CreateTable
CREATE TABLE "treasury_figure" (
    "period" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "told_by" TEXT NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "treasury_figure_pkey" PRIMARY KEY ("period","income_item_code")
);

-- CreateIndex
CREATE INDEX "remittance_batch_status_id_idx" ON "remittance_batch"("status", "id");

-- AddForeignKey
ALTER TABLE "remittance_target" ADD CONSTRAINT "remittance_target_agency_code_fkey" FOREIGN KEY ("agency_code") REFERENCES "agency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "remittance_line" ADD CONSTRAINT "remittance_line_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "remittance_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "remittance_share" ADD CONSTRAINT "remittance_share_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "remittance_batch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "remittance_target" ADD CONSTRAINT "remittance_target_known" CHECK ("destination" IN ('treasury', 'special'));
ALTER TABLE "split_rule" ADD CONSTRAINT "split_rule_parts_positive" CHECK ("parts" > 0);
ALTER TABLE "remittance_batch" ADD CONSTRAINT "remittance_batch_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "remittance_batch" ADD CONSTRAINT "remittance_batch_status_known" CHECK ("status" IN
  ('drafted', 'checked', 'exported', 'acknowledged', 'returned'));
-- Maker and checker: whatever the code does, nobody checks what he made.
ALTER TABLE "remittance_batch" ADD CONSTRAINT "remittance_batch_checked_by_another"
  CHECK ("checked_by" IS DISTINCT FROM "made_by");
ALTER TABLE "remittance_batch" ADD CONSTRAINT "remittance_batch_checked_before_it_goes"
  CHECK ("status" NOT IN ('checked', 'exported', 'acknowledged') OR "checked_by" IS NOT NULL);
ALTER TABLE "remittance_batch" ADD CONSTRAINT "remittance_batch_acknowledged_whole"
  CHECK (("status" = 'acknowledged') = ("bank_reference" IS NOT NULL AND "acknowledged_on" IS NOT NULL));
ALTER TABLE "remittance_line" ADD CONSTRAINT "remittance_line_adds_up"
  CHECK ("amount_fen" = "collected_fen" - "refunded_fen" AND "collected_fen" >= 0 AND "refunded_fen" >= 0);
-- The money of a day is remitted once.
CREATE UNIQUE INDEX "remittance_line_once" ON "remittance_line" ("agency_code", "income_item_code", "business_day")
  WHERE NOT "is_released";

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('remittance', 'drafted', 'checked'),
  ('remittance', 'drafted', 'returned'),
  ('remittance', 'checked', 'exported'),
  ('remittance', 'checked', 'returned'),
  ('remittance', 'exported', 'acknowledged'),
  ('remittance', 'exported', 'returned');

CREATE TRIGGER record_remittance_moves AFTER UPDATE ON "remittance_batch"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('remittance');

-- What was recorded day by day before there were batches stays remitted, each day as a batch of its own.
WITH paid AS (
  SELECT r.agency_code, a.income_item_code, r.business_day, r.reference, r.recorded_at,
    COALESCE(sum(p.amount_fen) FILTER (WHERE p.credit_account = a.code), 0)::bigint AS collected,
    COALESCE(sum(p.amount_fen) FILTER (WHERE p.debit_account = a.code), 0)::bigint AS refunded
  FROM "remittance" r
  JOIN "account" a ON a.agency_code = r.agency_code AND a.kind = 'payable'
  JOIN "journal" j ON j.business_day = r.business_day
  JOIN "posting" p ON p.journal_id = j.id AND a.code IN (p.credit_account, p.debit_account)
  GROUP BY 1, 2, 3, 4, 5),
batches AS (
  INSERT INTO "remittance_batch" (id, destination, up_to, status, amount_fen, made_by, checked_by, bank_reference,
    acknowledged_on, created_at, updated_at)
  SELECT 'rmt_' || left(md5(agency_code || business_day), 23), 'treasury', business_day, 'acknowledged',
    greatest(sum(collected - refunded), 1), 'operator', 'record', min(reference), business_day, min(recorded_at),
    min(recorded_at)
  FROM paid GROUP BY agency_code, business_day)
INSERT INTO "remittance_line" (batch_id, agency_code, income_item_code, business_day, collected_fen, refunded_fen,
  amount_fen)
SELECT 'rmt_' || left(md5(agency_code || business_day), 23), agency_code, income_item_code, business_day, collected,
  refunded, collected - refunded FROM paid;

DROP TABLE "remittance";
