-- A register that was told of a payment must learn when money of it went back. One row for each refund and decision,
-- written in the transaction in which the refund succeeded.
CREATE TABLE "fine_return" (
    "id" TEXT NOT NULL,
    "report_id" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "returned_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_code" INTEGER,
    "last_error" TEXT,
    "reported_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fine_return_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "fine_return_amount_positive" CHECK ("amount_fen" > 0),
    CONSTRAINT "fine_return_status_known" CHECK ("status" IN ('returned', 'reported', 'refused')),
    CONSTRAINT "fine_return_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "fine_report"("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "fine_return_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "fine_return_report_id_refund_id_key" ON "fine_return"("report_id", "refund_id");
CREATE INDEX "fine_return_refund_id_idx" ON "fine_return"("refund_id");

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('fine_return', 'returned', 'reported'),
  ('fine_return', 'returned', 'refused');

CREATE TRIGGER record_fine_return_moves AFTER UPDATE ON "fine_return"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('fine_return');
