import type { Router } from 'express';
import { cashierRouter } from './cashier/cashier.routes';
import type { CashierDeps } from './cashier/cashier.routes';
import { guideRouter } from './guide/guide.routes';
import { loadAssets } from './shared/assets';

export type PagesDeps = Omit<CashierDeps, 'assets'> & {
  /** src/web of this installation. */
  directory: string;
};

/** All pages, with what they load. */
export function pageRouters({ directory, ...deps }: PagesDeps): Router[] {
  const assets = loadAssets(directory);
  return [assets.router, guideRouter(assets), cashierRouter({ ...deps, assets })];
}
