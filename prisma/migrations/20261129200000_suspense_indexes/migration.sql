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
