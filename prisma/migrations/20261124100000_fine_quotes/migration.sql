-- A fine is quoted from its decision: what kind of paper it is, how and when it was served, what was changed since,
-- and which reviews and litigations it met. What was quoted is kept with the order item.

-- AlterTable
ALTER TABLE "fine" ADD COLUMN "document_type" TEXT,
ADD COLUMN "service_method" TEXT,
ADD COLUMN "service_on" DATE,
ADD COLUMN "proven_arrival_on" DATE,
ADD COLUMN "revision_kind" TEXT,
ADD COLUMN "revised_on" DATE,
ADD COLUMN "reduced_to_fen" BIGINT,
ADD COLUMN "updated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "order_item" ADD COLUMN "quote" JSONB;

-- CreateTable
CREATE TABLE "fine_suspension" (
    "decision_no" TEXT NOT NULL,
    "from_on" DATE NOT NULL,
    "to_on" DATE,
    "cause" TEXT NOT NULL,

    CONSTRAINT "fine_suspension_pkey" PRIMARY KEY ("decision_no","from_on")
);

-- AddForeignKey
ALTER TABLE "fine_suspension" ADD CONSTRAINT "fine_suspension_decision_no_fkey" FOREIGN KEY ("decision_no") REFERENCES "fine"("decision_no") ON DELETE CASCADE ON UPDATE CASCADE;

-- Up to now only served decisions were kept, each with the day on which the party had it in hand. Above 200 yuan no
-- decision can have been made under the simple procedure (行政处罚法 51, 道路交通安全法 107).
UPDATE "fine" SET
  "document_type" = CASE WHEN "amount_fen" <= 20000 THEN 'simple_decision' ELSE 'general_decision' END,
  "service_method" = 'handed_over',
  "service_on" = "served_on",
  "updated_at" = "created_at";

ALTER TABLE "fine" ALTER COLUMN "document_type" SET NOT NULL,
ALTER COLUMN "updated_at" SET NOT NULL,
DROP COLUMN "served_on";


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "fine" ADD CONSTRAINT "fine_document_type_known" CHECK ("document_type" IN
  ('simple_decision', 'general_decision', 'coercive_measure', 'handling_notice', 'unprocessed_record'));
ALTER TABLE "fine" ADD CONSTRAINT "fine_amount_positive" CHECK ("amount_fen" > 0);
ALTER TABLE "fine" ADD CONSTRAINT "fine_service_whole" CHECK (
  ("service_method" IS NULL) = ("service_on" IS NULL)
  AND "service_method" IN ('handed_over', 'electronic', 'public_notice')
  AND ("proven_arrival_on" IS NULL OR ("service_method" = 'electronic' AND "proven_arrival_on" >= "service_on")));
ALTER TABLE "fine" ADD CONSTRAINT "fine_revision_whole" CHECK (
  ("revision_kind" IS NULL) = ("revised_on" IS NULL)
  AND "revision_kind" IN ('reduced', 'revoked')
  AND COALESCE("revision_kind" = 'reduced', false) = ("reduced_to_fen" IS NOT NULL));
ALTER TABLE "fine_suspension" ADD CONSTRAINT "fine_suspension_cause_known"
  CHECK ("cause" IN ('review', 'litigation'));
ALTER TABLE "fine_suspension" ADD CONSTRAINT "fine_suspension_forward" CHECK ("to_on" >= "from_on");

-- What was quoted is what the citizen agreed to: an auditor must find it as it was.
CREATE FUNCTION refuse_other_quote() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the quote of an order item is never changed' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER order_item_quote_frozen BEFORE UPDATE ON "order_item"
  FOR EACH ROW WHEN (OLD."quote" IS DISTINCT FROM NEW."quote") EXECUTE FUNCTION refuse_other_quote();
