-- An import that was a mistake is taken back whole: its file stays, its movements are kept apart and count no longer,
-- and the same file may come again.
ALTER TABLE "bank_file" ADD COLUMN "taken_back_at" TIMESTAMPTZ(3);
DROP INDEX "bank_file_sha256_key";

CREATE TABLE "taken_back_bank_entry" (
    "key" TEXT NOT NULL,
    "file_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "account" TEXT NOT NULL,
    "booked_on" DATE NOT NULL,
    "direction" TEXT NOT NULL,
    "amount_fen" BIGINT NOT NULL,
    "counter_account" TEXT,
    "reference" TEXT,
    "serial" TEXT,
    "balance_fen" BIGINT,
    "channel" TEXT,
    "settles_day" DATE,

    CONSTRAINT "taken_back_bank_entry_pkey" PRIMARY KEY ("key","file_id")
);

ALTER TABLE "taken_back_bank_entry" ADD CONSTRAINT "taken_back_bank_entry_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "bank_file"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Movements that look alike are looked for by their day and amount.
CREATE INDEX "bank_entry_booked_on_amount_fen_idx" ON "bank_entry"("booked_on", "amount_fen");


-- What the schema language cannot say -------------------------------------------------------------------

-- Of what counts each content is there once.
CREATE UNIQUE INDEX "bank_file_sha256_once" ON "bank_file" ("sha256") WHERE "taken_back_at" IS NULL;

CREATE TRIGGER taken_back_bank_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "taken_back_bank_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A movement goes only where it is kept as taken back, row by row.
CREATE FUNCTION refuse_lost_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM taken_back_bank_entry t WHERE t.key = OLD.key AND t.file_id = OLD.file_id) THEN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
DROP TRIGGER bank_entry_append_only ON "bank_entry";
CREATE TRIGGER bank_entry_append_only BEFORE UPDATE OR TRUNCATE ON "bank_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER bank_entry_kept BEFORE DELETE ON "bank_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_lost_entry();

-- Which later file told again of a movement: taking the first one back would lose it.
CREATE TABLE "bank_entry_repeat" (
    "file_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,

    CONSTRAINT "bank_entry_repeat_pkey" PRIMARY KEY ("file_id","key")
);
CREATE INDEX "bank_entry_repeat_key_idx" ON "bank_entry_repeat"("key");
-- Of the files from before, it may have been any that had known rows and tells of the same days.
INSERT INTO "bank_entry_repeat" ("file_id", "key")
  SELECT o."id", e."key" FROM "bank_entry" e JOIN "bank_file" f ON f."id" = e."file_id"
  JOIN "bank_file" o ON o."mapping" = f."mapping" AND o."id" > f."id" AND o."known_count" > 0
    AND e."booked_on" BETWEEN o."covers_from" AND o."covers_to";
