-- What waits in suspense is added up on many pages: all that they need of it stands in the index, whose rows would
-- otherwise be looked for one by one among those of every day.
DROP INDEX "channel_transaction_in_suspense";
CREATE INDEX "channel_transaction_in_suspense" ON "channel_transaction" ("created_at", "channel", "transaction_id")
  INCLUDE ("out_trade_no", "business_day", "amount_fen", "reason")
  WHERE "kind" = 'payment' AND "disposition" = 'suspense';
-- What the channel gave back of it by itself: asked for each, and hardly ever there.
CREATE INDEX "channel_transaction_given_back" ON "channel_transaction" ("channel", "out_trade_no")
  INCLUDE ("amount_fen")
  WHERE "kind" = 'refund' AND "disposition" = 'suspense';

-- Who decided about a journal is looked for by its source, or by itself.
CREATE INDEX "difference_resolution_journal" ON "difference_resolution" ("journal_id") WHERE "journal_id" IS NOT NULL;
CREATE INDEX "refund_at_channel" ON "refund" ("channel", "transaction_id") WHERE "transaction_id" IS NOT NULL;
