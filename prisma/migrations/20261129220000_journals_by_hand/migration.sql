-- Journals that persons decided about are few, and several figures leave them out of what came by rule, or show them
-- apart: so nobody reads a month of payments for them. As `IS_BY_HAND` of src/ledger has it.
CREATE INDEX "journal_by_hand" ON "journal" ("business_day", "id")
  WHERE "kind" IN ('adjustment', 'write_off', 'reversal', 'bank_charge', 'bank_interest') OR "source" LIKE 'fee_invoice:%';

-- Payments that may be booked on another day than that of their money: they were recorded on a later one.
CREATE INDEX "channel_transaction_late" ON "channel_transaction" ("created_at")
  WHERE "kind" = 'payment' AND "business_day" < ("created_at" AT TIME ZONE 'Asia/Shanghai')::date;

-- Whose booking was taken back by a red entry.
CREATE INDEX "difference_taken_back" ON "difference" ("channel", "kind", "transaction_id") WHERE "is_reversed";
