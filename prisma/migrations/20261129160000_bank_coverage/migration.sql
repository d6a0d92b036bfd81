-- From which day to which a file of the bank tells what moved: of a day between, that nothing came is known.
ALTER TABLE "bank_file" ADD COLUMN "covers_from" DATE, ADD COLUMN "covers_to" DATE;
UPDATE "bank_file" f SET "covers_from" = e.first, "covers_to" = e.last
FROM (SELECT "file_id", min("booked_on") AS first, max("booked_on") AS last FROM "bank_entry" GROUP BY 1) e
WHERE e."file_id" = f."id";

-- The bank's own number of a movement.
ALTER TABLE "bank_entry" ADD COLUMN "serial" TEXT;
