-- The treasury's figures are entered by one person; another confirms them. What was entered before waits for that.

-- AlterTable
ALTER TABLE "treasury_figure" ADD COLUMN "confirmed_by" TEXT,
ADD COLUMN "confirmed_at" TIMESTAMPTZ(3);


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "treasury_figure" ADD CONSTRAINT "treasury_figure_four_eyes" CHECK ("confirmed_by" <> "told_by");
ALTER TABLE "treasury_figure" ADD CONSTRAINT "treasury_figure_confirmed"
    CHECK (("confirmed_by" IS NULL) = ("confirmed_at" IS NULL));
