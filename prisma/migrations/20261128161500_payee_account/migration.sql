-- Where a refund is paid to by bank: entered by one, verified by another. Name and number are sealed.
CREATE TABLE "payee_account" (
    "id" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,
    "name_masked" TEXT NOT NULL,
    "number_masked" TEXT NOT NULL,
    "bank_name" TEXT NOT NULL,
    "entered_by" TEXT NOT NULL,
    "entered_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_by" TEXT,
    "verified_at" TIMESTAMPTZ(3),
    "replaced_at" TIMESTAMPTZ(3),
    CONSTRAINT "payee_account_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "payee_account_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "refund"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "payee_account_verified" CHECK (("verified_by" IS NULL) = ("verified_at" IS NULL)),
    CONSTRAINT "payee_account_verified_by_another" CHECK ("verified_by" <> "entered_by")
);
CREATE INDEX "payee_account_refund_id_idx" ON "payee_account" ("refund_id");
CREATE UNIQUE INDEX "payee_account_one" ON "payee_account" ("refund_id") WHERE "replaced_at" IS NULL;
