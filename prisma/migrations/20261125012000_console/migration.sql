-- While one stands, no money of the order goes back.
CREATE TABLE "dispute_hold" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "placed_by" TEXT NOT NULL,
    "placed_by_name" TEXT NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "released_by" TEXT,
    "released_at" TIMESTAMPTZ(3),
    CONSTRAINT "dispute_hold_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "dispute_hold_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "dispute_hold_released" CHECK (("released_by" IS NULL) = ("released_at" IS NULL))
);
CREATE INDEX "dispute_hold_order" ON "dispute_hold" ("order_id");
CREATE UNIQUE INDEX "dispute_hold_once" ON "dispute_hold" ("order_id") WHERE "released_at" IS NULL;

-- A filter that somebody wants to come back to.
CREATE TABLE "saved_view" (
    "member_id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("member_id", "path", "name"),
    CONSTRAINT "saved_view_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "staff_member"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- What the lists of the console are read by.
CREATE INDEX "fine_report_status" ON "fine_report" ("status", "id");
DROP INDEX "channel_transaction_channel_business_day_idx";
CREATE INDEX "channel_transaction_day" ON "channel_transaction" ("channel", "business_day", "kind", "transaction_id");
CREATE INDEX "audit_entry_action" ON "audit_entry" ("action", "seq");
