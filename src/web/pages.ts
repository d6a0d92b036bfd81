import type { Router } from 'express';
import { offerOf } from '../providers/guarded-provider';
import type { GuardedProvider } from '../providers/guarded-provider';
import type { LookupService } from '../fines/lookup.service';
import { cashierRouter } from './cashier/cashier.routes';
import type { CashierDeps } from './cashier/cashier.routes';
import { consoleRouters } from './console/console';
import type { ConsolePagesDeps } from './console/console';
import { finesRouter } from './fines/fines.routes';
import type { FinesDeps } from './fines/fines.routes';
import { guideRouter } from './guide/guide.routes';
import { receiptsRouter } from './receipts/receipts.routes';
import type { ReceiptPagesDeps } from './receipts/receipts.routes';
import { loadAssets } from './shared/assets';
import { nothingHereRouter } from './shared/page-errors';

export type PagesDeps = Omit<
  CashierDeps & ConsolePagesDeps & FinesDeps & ReceiptPagesDeps,
  'assets' | 'lookup' | 'hasLookup' | 'channels' | 'isAway'
> & {
  /** Null: there is no page on which citizens find fines. */
  lookup: LookupService | null;
  /** The configured channels, by code. */
  providers: ReadonlyMap<string, GuardedProvider>;
  /** src/web of this installation. */
  directory: string;
};

/** All pages, with what they load, and the one that says that there is none. */
export function pageRouters({ directory, lookup, providers, ...given }: PagesDeps): {
  routers: Router[];
  nothingHere: Router;
} {
  const deps = { ...given, ...offerOf(providers) };
  const assets = loadAssets(directory);
  const fines = lookup === null ? [] : [finesRouter({ ...deps, lookup, assets })];
  const hasLookup = lookup !== null;
  const cashier = [cashierRouter({ ...deps, assets, hasLookup }), receiptsRouter({ ...deps, assets })];
  const ofStaff = consoleRouters({ ...deps, assets, providers });
  const routers = [assets.router, ...ofStaff, guideRouter(assets), ...fines, ...cashier];
  return { routers, nothingHere: nothingHereRouter({ ...given, assets }) };
}
