import { createAuditService } from '../audit/audit.service';
import type { Config } from '../config/config';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { createIdentityService } from '../staff/identity.service';
import { createStaffService } from '../staff/staff.service';
import { createBrowseService } from './browse.service';
import { createOverviewService } from './overview.service';
import { createSavedViewService } from './saved-view.service';
import { createSupportService } from './support.service';

interface ConsoleServicesDeps {
  database: Database;
  clock: Clock;
}

type ConsoleServicesConfig = Pick<Config, 'console' | 'publicBaseUrl' | 'channels' | 'registerReportSlaMs'>;

/** What the finance staff come in by, and look at. Null: there is no console. */
export function createConsoleServices(
  config: ConsoleServicesConfig,
  { database, clock }: ConsoleServicesDeps,
) {
  if (config.console === null) return null;
  const { secret, oidc } = config.console;
  const { publicBaseUrl, registerReportSlaMs: reportSlaMs } = config;
  const channels = config.channels.map(({ definition }) => definition.code);
  const redirectUrl = `${publicBaseUrl}/console/callback`;
  const signedOutUrl = `${publicBaseUrl}/console`;
  return {
    secret,
    audits: createAuditService(database),
    browse: createBrowseService({ database, clock, reportSlaMs }),
    identity: oidc && createIdentityService({ ...oidc, redirectUrl, signedOutUrl }),
    overview: createOverviewService({ database, clock, channels, reportSlaMs }),
    staff: createStaffService({ database, clock, secret }),
    views: createSavedViewService(database, clock),
    support: createSupportService({ database, clock }),
  };
}

export type ConsoleServices = NonNullable<ReturnType<typeof createConsoleServices>>;
