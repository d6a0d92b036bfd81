-- What waits for its turn may say for what: days that are not reconciled yet.
alter table export_job drop constraint export_job_failed_says_why;
alter table export_job add constraint export_job_says_why check (
  case status when 'failed' then error is not null when 'queued' then true else error is null end);
