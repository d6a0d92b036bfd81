-- The people of the finance department. Who comes from the identity provider has its subject; a break-glass account
-- has a password (argon2id) and a sealed TOTP secret instead.
CREATE TABLE "staff_member" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "subject" TEXT,
    "roles" TEXT[],
    "active" BOOLEAN NOT NULL,
    "password_hash" TEXT,
    "totp_sealed" BYTEA,
    "totp_step" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "staff_member_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "staff_member_roles" CHECK ("roles" IS NOT NULL AND "roles" <@ ARRAY['clerk', 'reviewer', 'finance_lead', 'treasury_officer', 'auditor', 'support', 'administrator']),
    CONSTRAINT "staff_member_way_in" CHECK (("password_hash" IS NULL) = ("totp_sealed" IS NULL) AND ("subject" IS NULL OR "password_hash" IS NULL))
);
CREATE UNIQUE INDEX "staff_member_subject_key" ON "staff_member" ("subject");
CREATE UNIQUE INDEX "staff_member_local_name" ON "staff_member" ("name") WHERE "password_hash" IS NOT NULL;

-- As connect-pg-simple keeps them, but for the zone of the time.
CREATE TABLE "staff_session" (
    "sid" VARCHAR NOT NULL,
    "sess" JSON NOT NULL,
    "expire" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "staff_session_pkey" PRIMARY KEY ("sid")
);
CREATE INDEX "staff_session_expire" ON "staff_session" ("expire");
