-- A citizen finds a fine by its number and by something that only the party knows. Of that only a keyed hash is kept.

-- CreateTable
CREATE TABLE "fine_factor" (
    "decision_no" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "fine_factor_pkey" PRIMARY KEY ("decision_no","kind")
);

-- AddForeignKey
ALTER TABLE "fine_factor" ADD CONSTRAINT "fine_factor_decision_no_fkey" FOREIGN KEY ("decision_no") REFERENCES "fine"("decision_no") ON DELETE CASCADE ON UPDATE CASCADE;


-- What the schema language cannot say -------------------------------------------------------------------

ALTER TABLE "fine_factor" ADD CONSTRAINT "fine_factor_kind_known" CHECK ("kind" IN ('licence', 'vehicle'));
ALTER TABLE "fine_factor" ADD CONSTRAINT "fine_factor_hash_whole" CHECK (length("hash") = 32);

-- The look-up's own orders belong to a service like any other's. It has no scope: a key for it could call nothing.
INSERT INTO "service" ("id", "name", "scopes", "webhook_secret", "created_at")
VALUES ('svc_citizen', 'citizen', '{}',
  'whsec_' || translate(encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64'), E'\n', ''), now());
