-- The department's register must learn that a decision was paid. Each paid decision gets one report, written in the
-- transaction in which its order was settled.

-- CreateTable
CREATE TABLE "fine_report" (
    "id" TEXT NOT NULL,
    "decision_no" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_code" INTEGER,
    "last_error" TEXT,
    "reason" TEXT,
    "refund_due" BOOLEAN NOT NULL DEFAULT false,
    "booked_on" DATE,
    "reported_at" TIMESTAMPTZ(3),
    "cleared_at" TIMESTAMPTZ(3),
    "alarmed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fine_report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "fine_report_booked_on_idx" ON "fine_report"("booked_on");

-- CreateIndex
CREATE UNIQUE INDEX "fine_report_decision_no_order_id_key" ON "fine_report"("decision_no", "order_id");


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "fine_report" ADD CONSTRAINT "fine_report_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "fine_report" ADD CONSTRAINT "fine_report_status_known"
  CHECK ("status" IN ('paid', 'reported', 'cleared', 'refused'));
ALTER TABLE "fine_report" ADD CONSTRAINT "fine_report_code_known" CHECK ("last_code" BETWEEN 1 AND 10);
ALTER TABLE "fine_report" ADD CONSTRAINT "fine_report_refusal_whole"
  CHECK (("status" = 'refused') = ("reason" IS NOT NULL) AND ("status" = 'refused' OR NOT "refund_due"));

-- The round that raises alarms looks at what waits, which is little.
CREATE INDEX "fine_report_waiting" ON "fine_report" ("paid_at") WHERE "status" = 'paid' AND "alarmed_at" IS NULL;

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('fine_report', 'paid', 'reported'),
  ('fine_report', 'paid', 'refused'),
  ('fine_report', 'reported', 'cleared'),
  ('fine_report', 'reported', 'refused');

CREATE TRIGGER record_fine_report_moves AFTER UPDATE ON "fine_report"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('fine_report');
