/** What the maker of the file is to write. */
export interface BillTask {
  count: number;
  businessDay: string;
  appId: string;
  mchId: string;
  /** Where the packed file goes. */
  file: string;
}

export interface Bill {
  /** Of the unpacked content, in hex. */
  sha1: string;
  /** Unpacked. */
  bytes: number;
}
