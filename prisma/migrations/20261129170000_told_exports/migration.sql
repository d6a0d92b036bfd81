-- In whose words a file is told; null: in the codes of the API.
ALTER TABLE "export_job" ADD COLUMN "language" TEXT;
ALTER TABLE "report_schedule" ADD COLUMN "language" TEXT;

-- Why a file was not made, for whom its text is not written.
ALTER TABLE "export_job" ADD COLUMN "error_code" TEXT;
