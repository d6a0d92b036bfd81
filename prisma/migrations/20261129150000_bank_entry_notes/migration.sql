-- What a person knows of a movement at the bank that nothing in the books explains.
CREATE TABLE "bank_entry_note" (
    "entry_key" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "noted_by" TEXT NOT NULL,
    "noted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bank_entry_note_pkey" PRIMARY KEY ("entry_key")
);

ALTER TABLE "bank_entry_note" ADD CONSTRAINT "bank_entry_note_entry_key_fkey" FOREIGN KEY ("entry_key") REFERENCES "bank_entry"("key") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The rows of a file, in its order.
CREATE INDEX "bank_entry_file_id_line_idx" ON "bank_entry"("file_id", "line");

-- Few refunds are paid out by bank; what the bank says of one is found by its amount.
CREATE INDEX "refund_by_bank" ON "refund" ("amount_fen") WHERE "bank_reference" IS NOT NULL;
