-- Whose decisions a service with the scope `fines` may tell; null: nobody's.
alter table service add column agency_code text references agency (code);
