-- Postings come in the order of their days: what a day or a month needs lies together, and a summary of each stretch of the
-- table finds it. It is some kilobytes, and costs a payment nothing.
CREATE INDEX "posting_business_day_idx" ON "posting" USING BRIN ("business_day");
