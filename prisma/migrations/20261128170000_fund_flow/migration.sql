-- What moved on the account that a channel keeps for the merchant (资金账单), beside what it says of the trades.

-- AlterTable
ALTER TABLE "reconciliation" ADD COLUMN     "fund_file_id" TEXT,
ADD COLUMN     "fund_reason" TEXT;

-- CreateTable
CREATE TABLE "fund_file" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "version" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "line_count" INTEGER NOT NULL,
    "in_fen" BIGINT NOT NULL,
    "out_fen" BIGINT NOT NULL,
    "closing_fen" BIGINT,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fund_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fund_line" (
    "file_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "reference" TEXT,
    "amount_fen" BIGINT NOT NULL,
    "balance_fen" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fund_line_pkey" PRIMARY KEY ("file_id","line")
);

-- CreateIndex
CREATE UNIQUE INDEX "fund_file_channel_business_day_version_key" ON "fund_file"("channel", "business_day", "version");

-- CreateIndex
CREATE UNIQUE INDEX "fund_file_channel_business_day_sha256_key" ON "fund_file"("channel", "business_day", "sha256");

-- CreateIndex
CREATE INDEX "fund_line_transaction_id_idx" ON "fund_line"("transaction_id");
