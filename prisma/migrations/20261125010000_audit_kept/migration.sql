-- A trigger for each row does not see TRUNCATE, by which the whole log could have been emptied.
DROP TRIGGER "audit_entry_append_only" ON "audit_entry";
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
