-- The deciding organ may let a fine be paid by instalments (行政处罚法 66). Without its approval a plan has no effect.

-- AlterTable
ALTER TABLE "fine" ADD COLUMN "plan_organ" TEXT,
ADD COLUMN "plan_document_no" TEXT,
ADD COLUMN "plan_approved_on" DATE;

-- CreateTable
CREATE TABLE "fine_instalment" (
    "decision_no" TEXT NOT NULL,
    "part" INTEGER NOT NULL,
    "due_on" DATE NOT NULL,
    "amount_fen" BIGINT NOT NULL,

    CONSTRAINT "fine_instalment_pkey" PRIMARY KEY ("decision_no","part")
);

-- AddForeignKey
ALTER TABLE "fine_instalment" ADD CONSTRAINT "fine_instalment_decision_no_fkey" FOREIGN KEY ("decision_no") REFERENCES "fine"("decision_no") ON DELETE CASCADE ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "fine" ADD CONSTRAINT "fine_plan_approval_whole" CHECK (
  ("plan_organ" IS NULL) = ("plan_approved_on" IS NULL)
  AND ("plan_document_no" IS NULL) = ("plan_approved_on" IS NULL));
ALTER TABLE "fine_instalment" ADD CONSTRAINT "fine_instalment_positive" CHECK ("part" > 0 AND "amount_fen" > 0);
