-- One receipt for each line of a paid order, numbered without a gap in its series. A receipt keeps what it says as it
-- was when it was issued.

-- CreateTable
CREATE TABLE "receipt_series" (
    "code" TEXT NOT NULL,
    "next_no" BIGINT NOT NULL,

    CONSTRAINT "receipt_series_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "receipt_set" (
    "order_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "receipt_set_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "receipt" (
    "code" TEXT NOT NULL,
    "no" BIGINT NOT NULL,
    "check_code" TEXT NOT NULL,
    "verify_token" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "payer_name" TEXT,
    "paid_by_name" TEXT,
    "agency_code" TEXT NOT NULL,
    "agency_name_zh" TEXT NOT NULL,
    "agency_name_en" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "affair_code" TEXT NOT NULL,
    "affair_name_zh" TEXT NOT NULL,
    "affair_name_en" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_fen" BIGINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "decision_no" TEXT,
    "quote" JSONB,
    "paid_at" TIMESTAMPTZ(3) NOT NULL,
    "channel" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("code","no")
);

-- CreateIndex
CREATE UNIQUE INDEX "receipt_set_token_key" ON "receipt_set"("token");

-- CreateIndex
CREATE UNIQUE INDEX "receipt_verify_token_key" ON "receipt"("verify_token");

-- CreateIndex
CREATE UNIQUE INDEX "receipt_order_id_line_key" ON "receipt"("order_id", "line");

-- AddForeignKey
ALTER TABLE "receipt_set" ADD CONSTRAINT "receipt_set_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "receipt_set"("order_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_code_fkey" FOREIGN KEY ("code") REFERENCES "receipt_series"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_order_id_line_fkey" FOREIGN KEY ("order_id", "line") REFERENCES "order_item"("order_id", "line") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

-- Ten digits are printed; the number after the last of a year would need another kind.
ALTER TABLE "receipt_series" ADD CONSTRAINT "receipt_series_code_form" CHECK ("code" ~ '^[0-9]{8}$');
ALTER TABLE "receipt_series" ADD CONSTRAINT "receipt_series_no_range" CHECK ("next_no" BETWEEN 1 AND 10000000000);
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_no_range" CHECK ("no" BETWEEN 1 AND 9999999999);
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_check_code_form" CHECK ("check_code" ~ '^[0-9a-z]{6}$');
ALTER TABLE "receipt" ADD CONSTRAINT "receipt_amount_positive" CHECK ("amount_fen" > 0);

-- What a citizen holds on paper must be found as it was printed.
CREATE TRIGGER receipt_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "receipt"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER receipt_set_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "receipt_set"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Orders that were paid before there were receipts get theirs now.
INSERT INTO "outbox" ("kind", "subject", "run_at", "created_at")
SELECT 'receipt.issue', "id", now(), now() FROM "orders"
WHERE "status" IN ('paid', 'partially_refunded', 'refunded')
ORDER BY "paid_at", "id"
ON CONFLICT ("kind", "subject") DO NOTHING;
