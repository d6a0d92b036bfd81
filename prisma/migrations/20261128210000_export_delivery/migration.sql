-- Whether a report that a schedule asked for has come to where it belongs, and what kept the last try from it.

ALTER TABLE "export_job" ADD COLUMN "delivered_at" TIMESTAMPTZ(3), ADD COLUMN "delivery_problem" TEXT;
