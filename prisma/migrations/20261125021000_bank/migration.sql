-- What the bank says about the clearing account: files by a mapping that is data, and what the channels invoiced as fees.

-- CreateTable
CREATE TABLE "bank_mapping" (
    "name" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bank_mapping_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "bank_file" (
    "id" TEXT NOT NULL,
    "mapping" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "row_count" INTEGER NOT NULL,
    "known_count" INTEGER NOT NULL,
    "credit_fen" BIGINT NOT NULL,
    "debit_fen" BIGINT NOT NULL,
    "imported_by" TEXT NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bank_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bank_entry" (
    "key" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "booked_on" DATE NOT NULL,
    "direction" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "counter_account" TEXT,
    "reference" TEXT,
    "balance_fen" BIGINT,
    "channel" TEXT,
    "settles_day" DATE,

    CONSTRAINT "bank_entry_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "fee_invoice" (
    "channel" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fee_invoice_pkey" PRIMARY KEY ("channel","reference","business_day")
);

-- CreateIndex
CREATE UNIQUE INDEX "bank_file_sha256_key" ON "bank_file"("sha256");

-- CreateIndex
CREATE INDEX "bank_entry_channel_settles_day_idx" ON "bank_entry"("channel", "settles_day");

-- CreateIndex
CREATE INDEX "fee_invoice_channel_business_day_idx" ON "fee_invoice"("channel", "business_day");

-- AddForeignKey
ALTER TABLE "bank_entry" ADD CONSTRAINT "bank_entry_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "bank_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "bank_entry" ADD CONSTRAINT "bank_entry_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "bank_entry" ADD CONSTRAINT "bank_entry_direction_known" CHECK ("direction" IN ('credit', 'debit'));
ALTER TABLE "fee_invoice" ADD CONSTRAINT "fee_invoice_amount_positive" CHECK ("amount_fen" > 0);

CREATE TRIGGER bank_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "bank_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fee_invoice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "fee_invoice"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
