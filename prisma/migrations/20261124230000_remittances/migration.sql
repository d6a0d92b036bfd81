-- What was paid on to the treasury: from then on its refunds are the finance department's to approve (R30).

-- CreateTable
CREATE TABLE "remittance" (
    "agency_code" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "reference" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "remittance_pkey" PRIMARY KEY ("agency_code","business_day")
);

-- AddForeignKey
ALTER TABLE "remittance" ADD CONSTRAINT "remittance_agency_code_fkey" FOREIGN KEY ("agency_code") REFERENCES "agency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

CREATE TRIGGER remittance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "remittance"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
