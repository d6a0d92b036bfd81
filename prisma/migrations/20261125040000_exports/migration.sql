-- Files of reports that are made in the background, and reports that come round by time.

-- CreateTable
CREATE TABLE "export_job" (
    "id" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "format" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "schedule_id" TEXT,
    "due_on" DATE,
    "status" TEXT NOT NULL,
    "rows_done" BIGINT NOT NULL DEFAULT 0,
    "rows_total" BIGINT,
    "file_name" TEXT,
    "stored_as" TEXT,
    "sha256" TEXT,
    "bytes" BIGINT,
    "error" TEXT,
    "deliveries" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "export_job_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_schedule" (
    "id" TEXT NOT NULL,
    "report" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "format" TEXT NOT NULL,
    "every" TEXT NOT NULL,
    "time_of_day" TEXT NOT NULL,
    "folder" TEXT,
    "webhook_url" TEXT,
    "webhook_secret" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_schedule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "export_job_asked_by_id_idx" ON "export_job"("asked_by", "id");

-- CreateIndex
CREATE UNIQUE INDEX "export_job_schedule_id_due_on_key" ON "export_job"("schedule_id", "due_on");


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "export_job" ADD CONSTRAINT "export_job_status_known"
  CHECK ("status" IN ('queued', 'running', 'ready', 'failed', 'expired'));
ALTER TABLE "export_job" ADD CONSTRAINT "export_job_ready_whole" CHECK ("status" NOT IN ('ready', 'expired')
  OR ("stored_as" IS NOT NULL AND "sha256" IS NOT NULL AND "bytes" IS NOT NULL AND "expires_at" IS NOT NULL));
ALTER TABLE "export_job" ADD CONSTRAINT "export_job_failed_says_why"
  CHECK (("status" = 'failed') = ("error" IS NOT NULL));
ALTER TABLE "report_schedule" ADD CONSTRAINT "report_schedule_one_target"
  CHECK (("folder" IS NULL) <> ("webhook_url" IS NULL));
CREATE INDEX "export_job_kept" ON "export_job" ("expires_at") WHERE "status" = 'ready';

INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES
  ('export', 'queued', 'running'),
  ('export', 'queued', 'failed'),
  ('export', 'running', 'ready'),
  ('export', 'running', 'failed'),
  ('export', 'ready', 'expired');

CREATE TRIGGER record_export_moves AFTER UPDATE ON "export_job"
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION record_status_moves('export');
