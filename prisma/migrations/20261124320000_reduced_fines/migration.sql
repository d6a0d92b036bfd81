-- A fine may be reduced, reduced again and then revoked: of each there is one refund of a payment. The text for the
-- wallet differs with the cause.
DROP INDEX "refund_fine_once";
CREATE UNIQUE INDEX "refund_fine_once" ON "refund" ("payment_id", "decision_no", "reason") WHERE "origin" = 'fine';
