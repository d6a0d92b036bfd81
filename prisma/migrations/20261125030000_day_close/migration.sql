-- A business day that is over, checked and sealed: from then on nothing is posted to it.

-- AlterTable
ALTER TABLE "difference" ADD COLUMN IF NOT EXISTS "owner_id" TEXT;

-- CreateTable
CREATE TABLE "day_proposal" (
    "day" DATE NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "day_proposal_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "sealed_day" (
    "day" DATE NOT NULL,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "signature" TEXT NOT NULL,
    "proposed_by" TEXT NOT NULL,
    "closed_by" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sealed_day_pkey" PRIMARY KEY ("day")
);

-- CreateIndex
CREATE UNIQUE INDEX "sealed_day_previous_hash_key" ON "sealed_day"("previous_hash");


-- What the schema language cannot say -------------------------------------------------------------------

-- Maker and checker: whatever the code does, nobody closes what he proposed to close.
ALTER TABLE "sealed_day" ADD CONSTRAINT "sealed_day_closed_by_another" CHECK ("closed_by" <> "proposed_by");

CREATE TRIGGER day_proposal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "day_proposal"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sealed_day_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "sealed_day"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Days are closed one after the other; the first may be any.
CREATE FUNCTION refuse_day_out_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last record;
BEGIN
  SELECT day, hash INTO last FROM sealed_day ORDER BY day DESC LIMIT 1;
  IF FOUND AND (NEW.day <> last.day + 1 OR NEW.previous_hash <> last.hash) THEN
    RAISE EXCEPTION '% does not follow on %, the last day that was closed', NEW.day, last.day;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sealed_day_in_order BEFORE INSERT ON "sealed_day"
  FOR EACH ROW EXECUTE FUNCTION refuse_day_out_of_order();

-- Whoever posts shares the lock that closing a day takes for itself, so that no posting slips into a day meanwhile.
-- Who chose his day before that close has to choose again: 40001 has the transaction repeated.
CREATE FUNCTION refuse_closed_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closed date;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('posting', 0));
  SELECT day INTO closed FROM sealed_day ORDER BY day DESC LIMIT 1;
  IF FOUND AND EXISTS (SELECT FROM new_rows WHERE business_day <= closed) THEN
    RAISE EXCEPTION 'the books are closed up to %; book it on the next open day', closed USING ERRCODE = '40001';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER journal_in_open_day AFTER INSERT ON "journal" REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_day();
CREATE TRIGGER posting_in_open_day AFTER INSERT ON "posting" REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed_day();
