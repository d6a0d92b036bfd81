-- What one of the finance department proposes and another decides, beside what is done about differences: the invoice of
-- a fee, that the bank returned a batch.
CREATE TABLE "finance_proposal" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "postings" JSONB NOT NULL,
    "reverses" TEXT,
    "note" TEXT,
    "proposed_by" TEXT NOT NULL,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "finance_proposal_pkey" PRIMARY KEY ("id")
);

-- The journals that an approval booked: who made them and who checked them.
CREATE TABLE "finance_proposal_journal" (
    "journal_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,

    CONSTRAINT "finance_proposal_journal_pkey" PRIMARY KEY ("journal_id")
);

CREATE INDEX "finance_proposal_subject_idx" ON "finance_proposal"("subject");
CREATE INDEX "finance_proposal_status_id_idx" ON "finance_proposal"("status", "id");
CREATE INDEX "finance_proposal_journal_proposal_id_idx" ON "finance_proposal_journal"("proposal_id");

ALTER TABLE "finance_proposal" ADD CONSTRAINT "finance_proposal_reverses_fkey" FOREIGN KEY ("reverses") REFERENCES "finance_proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "finance_proposal_journal" ADD CONSTRAINT "finance_proposal_journal_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "finance_proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "finance_proposal" ADD CONSTRAINT "finance_proposal_status_known"
  CHECK ("status" IN ('proposed', 'approved', 'refused', 'withdrawn', 'reversed'));
-- Maker and checker: whatever the code does, nobody decides about what he proposed; he may withdraw it.
ALTER TABLE "finance_proposal" ADD CONSTRAINT "finance_proposal_decided_by_another"
  CHECK ("status" = 'withdrawn' OR "decided_by" IS DISTINCT FROM "proposed_by");
ALTER TABLE "finance_proposal" ADD CONSTRAINT "finance_proposal_decided_by_somebody"
  CHECK (("status" = 'proposed') = ("decided_by" IS NULL));

-- One proposal about a thing at a time.
CREATE UNIQUE INDEX "finance_proposal_one_proposed" ON "finance_proposal" ("subject") WHERE "status" = 'proposed';

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('finance_proposal', 'proposed', 'approved'),
  ('finance_proposal', 'proposed', 'refused'),
  ('finance_proposal', 'proposed', 'withdrawn'),
  ('finance_proposal', 'approved', 'reversed');

CREATE TRIGGER record_finance_proposal_moves AFTER UPDATE ON "finance_proposal"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('finance_proposal');
CREATE TRIGGER finance_proposal_journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "finance_proposal_journal"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
