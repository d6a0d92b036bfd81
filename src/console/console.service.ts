import { createAuditService } from '../audit/audit.service';
import type { Config } from '../config/config';
import type { Database } from '../db/database';
import type { Clock } from '../kernel/clock';
import { createIdentityService } from '../staff/identity.service';
import { phoneKeeper } from '../orders/payer-phone';
import { createStaffAdministration } from '../staff/administration.service';
import { createStaffService } from '../staff/staff.service';
import { createBankEntryService } from './bank-entries.service';
import { createBrowseService } from './browse.service';
import { createOverviewService } from './overview.service';
import type { ChannelHours } from './overview.service';
import { createSavedViewService } from './saved-view.service';
import { createScheduleDesk } from './schedule-desk.service';
import { createSettlementRuleService } from './settlement-rules.service';
import { createSourceFileService } from './source-files.service';
import { createSupportService } from './support.service';

interface ConsoleServicesDeps {
  database: Database;
  clock: Clock;
  /** The configured channels. */
  providers: ReadonlyMap<string, { profile: ChannelHours }>;
}

type ConsoleServicesConfig = Pick<
  Config,
  'bankInterest' | 'console' | 'publicBaseUrl' | 'registerReportSlaMs'
>;

/** What the finance staff come in by, and look at. Null: there is no console. */
export function createConsoleServices(
  config: ConsoleServicesConfig,
  { database, clock, providers }: ConsoleServicesDeps,
) {
  if (config.console === null) return null;
  const { secret, oidc } = config.console;
  const { publicBaseUrl, registerReportSlaMs: reportSlaMs } = config;
  const channels = [...providers.values()].map(({ profile }) => profile);
  const redirectUrl = `${publicBaseUrl}/console/callback`;
  const signedOutUrl = `${publicBaseUrl}/console`;
  return {
    secret,
    administration: createStaffAdministration({ database, clock, secret }),
    rolesFromProvider: oidc !== null && oidc.rolesClaim !== null,
    scheduleDesk: createScheduleDesk({ database, clock }),
    settlementRules: createSettlementRuleService(database, config.bankInterest),
    audits: createAuditService(database),
    bankEntries: createBankEntryService({ database, clock }),
    browse: createBrowseService({ database, clock, reportSlaMs }),
    identity: oidc && createIdentityService({ ...oidc, redirectUrl, signedOutUrl }),
    overview: createOverviewService({ database, clock, channels, reportSlaMs }),
    sourceFiles: createSourceFileService(database),
    staff: createStaffService({ database, clock, secret }),
    views: createSavedViewService(database, clock),
    support: createSupportService({ database, clock, keepPhone: phoneKeeper(secret) }),
  };
}

export type ConsoleServices = NonNullable<ReturnType<typeof createConsoleServices>>;
