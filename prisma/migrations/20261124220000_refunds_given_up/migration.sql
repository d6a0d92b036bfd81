-- A refund that was left to a person may be given up: its amount can be refunded again.
INSERT INTO "legal_move" ("subject", "from_status", "to_status") VALUES ('refund', 'manual', 'failed');
