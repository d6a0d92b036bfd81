-- What went back or on to the treasury in a month is little beside what was collected: found without reading that.

-- What the schema language cannot say -------------------------------------------------------------------

CREATE INDEX "journal_money_gone" ON "journal" ("business_day") WHERE "kind" IN ('refund', 'remittance');
