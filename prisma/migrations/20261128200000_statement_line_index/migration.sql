-- Of three indexes on a table that takes in a million rows at once, this one was read only for the fund lines that no
-- trade of their day explains.
DROP INDEX "statement_line_transaction_id_idx";
