/** A filter that somebody wants to come back to: the address of a list under a name. */
export interface SavedView {
  memberId: string;
  /** Of the page, under /console. */
  path: string;
  name: string;
  query: string;
  createdAt: Date;
}
