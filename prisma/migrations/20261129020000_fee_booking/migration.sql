-- The fees of a day's payments are one sum, not a journal for each: of a million rows they were five sixths of the time
-- of a reconciliation, and a third of the ledger. What a file of another version changes is booked as the difference.
CREATE TABLE "fee_booking" (
    "channel" TEXT NOT NULL,
    "business_day" DATE NOT NULL,
    "no" INTEGER NOT NULL,
    "fee_fen" BIGINT NOT NULL,

    CONSTRAINT "fee_booking_pkey" PRIMARY KEY ("channel","business_day","no")
);

-- What was booked payment by payment is the beginning of the sum of its day. A payment that files of two days name was
-- booked with the first.
INSERT INTO "fee_booking" ("channel", "business_day", "no", "fee_fen")
SELECT "channel", "business_day", 0, sum("fee_fen")::bigint
FROM (
    SELECT DISTINCT ON (j."id") s."channel", s."business_day",
        CASE WHEN p."debit_account" = 'fee_expense:' || s."channel" THEN p."amount_fen" ELSE -p."amount_fen" END AS "fee_fen"
    FROM "journal" j
    JOIN "posting" p ON p."journal_id" = j."id"
    JOIN ("statement" s JOIN "statement_line" l ON s."id" = l."statement_id" AND l."kind" = 'payment')
        ON j."source" = s."channel" || ':fee:payment:' || l."transaction_id"
    WHERE j."kind" = 'fee'
    ORDER BY j."id", s."business_day") booked
GROUP BY 1, 2;
