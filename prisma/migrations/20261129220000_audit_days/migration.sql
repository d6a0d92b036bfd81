-- The log is read by days in Beijing. One look for each day finds its first and its last entry, and between them the
-- other indexes are read, which have the entries in their order.
CREATE INDEX "audit_entry_day" ON "audit_entry" ((("at" AT TIME ZONE 'Asia/Shanghai')::date), "seq");
