-- By what the hotline finds an order of somebody who has no number of it: the digest of a telephone number under a key that
-- is not in the database, and what may be shown of it.
CREATE TABLE "payer_phone" (
    "order_id" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "shown" TEXT NOT NULL,
    CONSTRAINT "payer_phone_pkey" PRIMARY KEY ("order_id"),
    CONSTRAINT "payer_phone_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "payer_phone_digest_order_id_idx" ON "payer_phone" ("digest", "order_id");
