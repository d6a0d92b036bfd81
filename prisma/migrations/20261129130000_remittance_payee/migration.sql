-- Where the money of a batch goes is fixed when the batch is made, so that what one checked is what the bank is told.
-- Null only in what had gone to the bank, or was returned, before: there the file says it, or nothing went.
ALTER TABLE "remittance_line" ADD COLUMN "account_name" TEXT;
ALTER TABLE "remittance_line" ADD COLUMN "account_no" TEXT;
ALTER TABLE "remittance_line" ADD COLUMN "bank_name" TEXT;
-- What could not be in the batch, and why; of those made before nobody remembers.
ALTER TABLE "remittance_batch" ADD COLUMN "left_out" JSONB NOT NULL DEFAULT '[]';

-- A line whose target has no account by now, or goes elsewhere, gets none: its batch is not exported, but returned.
UPDATE "remittance_line" l
SET "account_name" = t."account_name", "account_no" = t."account_no", "bank_name" = t."bank_name"
FROM "remittance_batch" b, "remittance_target" t
WHERE b."id" = l."batch_id" AND b."status" IN ('drafted', 'checked')
  AND t."agency_code" = l."agency_code" AND t."income_item_code" = l."income_item_code"
  AND t."destination" = b."destination";

-- Whatever the code does, no line goes to another account than it was made with, and no batch elsewhere.
CREATE TRIGGER remittance_line_payee_fixed
  BEFORE UPDATE OF "account_name", "account_no", "bank_name" ON "remittance_line"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER remittance_batch_destination_fixed
  BEFORE UPDATE OF "destination" ON "remittance_batch"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
