-- What the bank itself took or gave is booked once: one booking of a movement stands.
CREATE UNIQUE INDEX "finance_proposal_one_standing" ON "finance_proposal" ("subject")
  WHERE "status" = 'approved' AND "kind" IN ('bank_charge', 'bank_interest');
ALTER TABLE "finance_proposal" ADD CONSTRAINT "finance_proposal_reversal_whole"
  CHECK (("kind" = 'bank_booking_reversal') = ("reverses" IS NOT NULL));
