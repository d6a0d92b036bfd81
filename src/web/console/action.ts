import type { ConsoleAction, Visit } from './page';

/**
 * What forms do about one thing of a list: `/refunds/:id/approve`.
 * @param next where each leads then; unless said, to the page of the thing
 */
export function actionsOn(list: string, next: (id: string) => string = (id) => `${list}/${id}`) {
  return (name: string, run: (visit: Visit, id: string) => Promise<unknown>): ConsoleAction => ({
    path: `${list}/:id/${name}`,
    run: async (visit) => {
      const id = visit.params.id ?? '';
      await run(visit, id);
      return next(id);
    },
  });
}
