-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "agency" (
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,

    CONSTRAINT "agency_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "affair" (
    "code" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "agency_code" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "income_item_name" TEXT NOT NULL,
    "unit_name" TEXT NOT NULL,
    "price_rule" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "affair_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "fine" (
    "decision_no" TEXT NOT NULL,
    "check_digit" TEXT,
    "affair_code" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "obligor_name" TEXT NOT NULL,
    "served_on" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fine_pkey" PRIMARY KEY ("decision_no")
);

-- CreateTable
CREATE TABLE "service" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "scopes" TEXT[],
    "webhook_url" TEXT,
    "webhook_secret" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "service_key" (
    "prefix" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_key_pkey" PRIMARY KEY ("prefix")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "service_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response_body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("service_id","key")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "external_ref" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "payer_name" TEXT,
    "cashier_token" TEXT NOT NULL,
    "return_url" TEXT,
    "metadata" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_item" (
    "order_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "affair_code" TEXT NOT NULL,
    "affair_name" TEXT NOT NULL,
    "agency_code" TEXT NOT NULL,
    "income_item_code" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_fen" BIGINT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "decision_no" TEXT,

    CONSTRAINT "order_item_pkey" PRIMARY KEY ("order_id","line")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "scene" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "action_type" TEXT,
    "action_content" TEXT,
    "transaction_id" TEXT,
    "disposition" TEXT,
    "reason" TEXT,
    "paid_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "id" BIGSERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "out_trade_no" TEXT NOT NULL,
    "out_refund_no" TEXT,
    "amount_fen" BIGINT NOT NULL,
    "is_cumulative" BOOLEAN NOT NULL,
    "currency" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "origin" TEXT NOT NULL,
    "notification_id" TEXT,
    "body" BYTEA,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "reason" TEXT,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel_transaction" (
    "channel" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "out_trade_no" TEXT NOT NULL,
    "out_refund_no" TEXT,
    "amount_fen" BIGINT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "business_day" DATE NOT NULL,
    "disposition" TEXT NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_transaction_pkey" PRIMARY KEY ("channel","kind","transaction_id")
);

-- CreateTable
CREATE TABLE "account" (
    "code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name_zh" TEXT NOT NULL,
    "name_en" TEXT NOT NULL,
    "channel" TEXT,
    "agency_code" TEXT,
    "income_item_code" TEXT,

    CONSTRAINT "account_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "journal" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "order_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "journal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posting" (
    "journal_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "debit_account" TEXT NOT NULL,
    "credit_account" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "business_day" DATE NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "posting_pkey" PRIMARY KEY ("journal_id","line")
);

-- CreateTable
CREATE TABLE "account_balance" (
    "account_code" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "debit_fen" BIGINT NOT NULL,
    "credit_fen" BIGINT NOT NULL,

    CONSTRAINT "account_balance_pkey" PRIMARY KEY ("account_code","business_day")
);

-- CreateTable
CREATE TABLE "balance_rollup" (
    "id" INTEGER NOT NULL,
    "watermark" xid8 NOT NULL,

    CONSTRAINT "balance_rollup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "status_change" (
    "id" BIGSERIAL NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "from_status" TEXT NOT NULL,
    "to_status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "status_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "legal_move" (
    "subject" TEXT NOT NULL,
    "from_status" TEXT NOT NULL,
    "to_status" TEXT NOT NULL,

    CONSTRAINT "legal_move_pkey" PRIMARY KEY ("subject","from_status","to_status")
);

-- CreateTable
CREATE TABLE "event" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "delivered_at" TIMESTAMPTZ(3),
    "exhausted_at" TIMESTAMPTZ(3),
    "last_result" TEXT,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "dispatched_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "parked_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "version" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "line_count" INTEGER NOT NULL,
    "paid_fen" BIGINT NOT NULL,
    "refunded_fen" BIGINT NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "statement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "statement_line" (
    "statement_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "transaction_id" TEXT NOT NULL,
    "out_trade_no" TEXT NOT NULL,
    "out_refund_no" TEXT,
    "amount_fen" BIGINT NOT NULL,
    "fee_fen" BIGINT NOT NULL,
    "fee_due_fen" BIGINT,
    "status" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "statement_line_pkey" PRIMARY KEY ("statement_id","line")
);

-- CreateTable
CREATE TABLE "reconciliation" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "trigger" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statement_id" TEXT,
    "matched_count" INTEGER,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reconciliation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "difference" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "type" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "transaction_id" TEXT,
    "out_trade_no" TEXT,
    "ours_fen" BIGINT,
    "theirs_fen" BIGINT,
    "ours_status" TEXT,
    "theirs_status" TEXT,
    "statement_line" INTEGER,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "closed_by_run" TEXT,

    CONSTRAINT "difference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciliation_difference" (
    "reconciliation_id" TEXT NOT NULL,
    "difference_id" TEXT NOT NULL,

    CONSTRAINT "reconciliation_difference_pkey" PRIMARY KEY ("reconciliation_id","difference_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "service_name_key" ON "service"("name");

-- CreateIndex
CREATE UNIQUE INDEX "orders_cashier_token_key" ON "orders"("cashier_token");

-- CreateIndex
CREATE INDEX "orders_service_id_id_idx" ON "orders"("service_id", "id");

-- CreateIndex
CREATE INDEX "orders_service_id_external_ref_id_idx" ON "orders"("service_id", "external_ref", "id");

-- CreateIndex
CREATE INDEX "orders_service_id_status_id_idx" ON "orders"("service_id", "status", "id");

-- CreateIndex
CREATE INDEX "order_item_decision_no_idx" ON "order_item"("decision_no");

-- CreateIndex
CREATE INDEX "payment_order_id_idx" ON "payment"("order_id");

-- CreateIndex
CREATE INDEX "inbox_out_trade_no_idx" ON "inbox"("out_trade_no");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_channel_kind_transaction_id_amount_fen_origin_key" ON "inbox"("channel", "kind", "transaction_id", "amount_fen", "origin");

-- CreateIndex
CREATE INDEX "channel_transaction_channel_business_day_idx" ON "channel_transaction"("channel", "business_day");

-- CreateIndex
CREATE INDEX "channel_transaction_out_trade_no_idx" ON "channel_transaction"("out_trade_no");

-- CreateIndex
CREATE UNIQUE INDEX "journal_source_key" ON "journal"("source");

-- CreateIndex
CREATE INDEX "journal_order_id_idx" ON "journal"("order_id");

-- CreateIndex
CREATE INDEX "journal_business_day_idx" ON "journal"("business_day");

-- CreateIndex
CREATE INDEX "posting_xid_idx" ON "posting"("xid");

-- CreateIndex
CREATE INDEX "status_change_subject_id_idx" ON "status_change"("subject_id");

-- CreateIndex
CREATE INDEX "event_service_id_id_idx" ON "event"("service_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "event_subject_id_type_key" ON "event"("subject_id", "type");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_kind_subject_key" ON "outbox"("kind", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "statement_channel_business_day_version_key" ON "statement"("channel", "business_day", "version");

-- CreateIndex
CREATE UNIQUE INDEX "statement_channel_business_day_sha256_key" ON "statement"("channel", "business_day", "sha256");

-- CreateIndex
CREATE INDEX "statement_line_transaction_id_idx" ON "statement_line"("transaction_id");

-- CreateIndex
CREATE INDEX "statement_line_out_trade_no_idx" ON "statement_line"("out_trade_no");

-- CreateIndex
CREATE INDEX "reconciliation_channel_business_day_idx" ON "reconciliation"("channel", "business_day");

-- CreateIndex
CREATE INDEX "difference_channel_business_day_idx" ON "difference"("channel", "business_day");

-- AddForeignKey
ALTER TABLE "affair" ADD CONSTRAINT "affair_agency_code_fkey" FOREIGN KEY ("agency_code") REFERENCES "agency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "service_key" ADD CONSTRAINT "service_key_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_item" ADD CONSTRAINT "order_item_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_journal_id_fkey" FOREIGN KEY ("journal_id") REFERENCES "journal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "orders" ADD CONSTRAINT "orders_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "order_item" ADD CONSTRAINT "order_item_amount_positive" CHECK ("amount_fen" > 0 AND "quantity" > 0);
ALTER TABLE "payment" ADD CONSTRAINT "payment_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "posting" ADD CONSTRAINT "posting_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "posting" ADD CONSTRAINT "posting_two_ends" CHECK ("debit_account" <> "credit_account");
ALTER TABLE "channel_transaction" ADD CONSTRAINT "channel_transaction_amount_positive" CHECK ("amount_fen" > 0);

-- Work that waits: small indexes that do not grow with history.
CREATE INDEX "inbox_unprocessed" ON "inbox" ("id") WHERE "processed_at" IS NULL;
CREATE INDEX "outbox_due" ON "outbox" ("run_at") WHERE "parked_at" IS NULL;
CREATE INDEX "difference_open" ON "difference" ("channel", "business_day") WHERE "closed_at" IS NULL;

-- One scheduled run per channel and day, however many schedulers there are; one active run at a time.
CREATE UNIQUE INDEX "reconciliation_scheduled_once" ON "reconciliation" ("channel", "business_day")
  WHERE "trigger" = 'schedule';
CREATE UNIQUE INDEX "reconciliation_one_active" ON "reconciliation" ("channel", "business_day")
  WHERE "status" IN ('queued', 'waiting');

-- Statuses only move along the transition table, and every move is kept. The table itself is written in
-- src/orders/order.ts and src/payments/payment.ts; a test keeps these rows equal to it.
INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('order', 'open', 'paid'),
  ('order', 'open', 'closed'),
  ('order', 'open', 'expired'),
  ('order', 'paid', 'partially_refunded'),
  ('order', 'paid', 'refunded'),
  ('order', 'partially_refunded', 'refunded'),
  ('payment', 'pending', 'succeeded'),
  ('payment', 'pending', 'closed'),
  ('payment', 'pending', 'failed'),
  ('payment', 'pending', 'unknown'),
  ('payment', 'unknown', 'pending'),
  ('payment', 'unknown', 'succeeded'),
  ('payment', 'unknown', 'closed'),
  ('payment', 'unknown', 'failed'),
  ('payment', 'closed', 'succeeded'),
  ('payment', 'failed', 'succeeded');

CREATE FUNCTION record_status_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  illegal record;
BEGIN
  SELECT n.id, o.status AS from_status, n.status AS to_status INTO illegal
  FROM old_rows o JOIN new_rows n USING (id)
  WHERE o.status <> n.status AND NOT EXISTS (
    SELECT FROM legal_move m
    WHERE m.subject = TG_ARGV[0] AND m.from_status = o.status AND m.to_status = n.status)
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'illegal move of % % from % to %', TG_ARGV[0], illegal.id, illegal.from_status, illegal.to_status
      USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO status_change (subject, subject_id, from_status, to_status, at)
  SELECT TG_ARGV[0], n.id, o.status, n.status, n.updated_at
  FROM old_rows o JOIN new_rows n USING (id)
  WHERE o.status <> n.status;
  RETURN NULL;
END $$;

CREATE TRIGGER record_order_moves AFTER UPDATE ON "orders"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('order');
CREATE TRIGGER record_payment_moves AFTER UPDATE ON "payment"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('payment');

-- The ledger and the histories are only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "journal"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "posting"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER channel_transaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "channel_transaction"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER status_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "status_change"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO "balance_rollup" ("id", "watermark") VALUES (1, '0');
