import { createReportServices, type ReportServices } from '../../../src/reports/reports.service';
import type { WebhookSender } from '../../../src/webhooks/delivery';
import { Counter } from '../claims/counter';
import { until, type Json } from '../notifications/town';

const DAY_MS = 86_400_000;

/** What came over the wire of a file. */
export interface Download {
  http: number;
  headers: Headers;
  bytes: Buffer;
}

/** A town whose days pass when the test says so, and its finance department, which reads reports. */
export class Office {
  private constructor(
    readonly counter: Counter,
    private readonly moved: { offsetMs: number },
  ) {}

  static async open(variables: Record<string, string> = {}): Promise<Office> {
    const moved = { offsetMs: 0 };
    const clock = { now: () => new Date(Date.now() + moved.offsetMs) };
    const options = { clock, withRegister: true, environment: { DATABASE_POOL_SIZE: '20', ...variables } };
    return new Office(await Counter.open(options), moved);
  }

  get town() {
    return this.counter.desk.town;
  }

  passDays(days: number): void {
    this.moved.offsetMs += days * DAY_MS;
  }

  now(): Date {
    return new Date(Date.now() + this.moved.offsetMs);
  }

  /** A page of a report, as the API gives it. */
  read(code: string, filters: Record<string, string | number> = {}): Promise<Json & { http: number }> {
    return this.town.call('GET', `/v1/reports/${code}?${queryOf(filters)}`);
  }

  /** Every row, page by page. */
  async readAll(code: string, filters: Record<string, string | number> = {}): Promise<Json[]> {
    const rows: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await this.read(code, { ...filters, ...(cursor && { cursor }) });
      if (page.http !== 200) throw new Error(JSON.stringify(page));
      rows.push(...(page.data as Json[]));
      cursor = page.next_cursor as string | null;
    }
    return rows;
  }

  /** An export, once it is ready or has failed. */
  untilExported(id: unknown): Promise<Json> {
    return until(
      `export ${String(id)} to end`,
      () => this.town.call('GET', `/v1/exports/${String(id)}`),
      ({ status }) => status !== 'queued' && status !== 'running',
    );
  }

  async download(code: string, format: string, filters: Record<string, string> = {}): Promise<Download> {
    const url = `${this.town.gateway.url}/v1/reports/${code}.${format}?${queryOf(filters)}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${this.town.key}` } });
    return {
      http: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }
}

const queryOf = (filters: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(filters).map(([name, value]) => [name, String(value)])).toString();

interface WorkerParts {
  directory: string;
  sender: WebhookSender;
  alarm(message: string): void;
}

/** As a worker has them, with its folder there. */
export function reportServices(office: Office, { directory, ...parts }: WorkerParts): ReportServices {
  const { database, duties } = office.town.gateway;
  return createReportServices(
    { exports: { directory, retentionDays: 7 } },
    {
      ...parts,
      database,
      clock: { now: () => office.now() },
      providers: new Map(),
      wordingIn: null,
      translateError: (error) => duties.translateError(error),
    },
  );
}
