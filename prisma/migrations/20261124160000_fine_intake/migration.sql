-- Whose decisions a service with the scope `fines` may tell; null: nobody's.
alter table service add column agency_code text references agency (code);

-- Working days that the operator says, over the published table that the installation brings.
create table holiday (
  day date primary key,
  is_workday boolean not null,
  name text not null,
  source text not null
);
-- Years whose whole arrangement is in `holiday`: every other day of them goes by the week.
create table holiday_year (
  year integer primary key,
  source text not null,
  loaded_at timestamptz(3) not null
);
-- Days on which somebody was told that a year is missing.
create table holiday_alarm (
  day date primary key
);
