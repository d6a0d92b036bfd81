import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FineRegister } from '../../../src/fines/register';
import { refusalOf, registerAt, REPORT } from './register';

type Reply = (res: ServerResponse) => void;

interface Seen {
  method: string | undefined;
  url: string | undefined;
  authorization: string | undefined;
  body: string;
}

let server: Server;
let register: FineRegister;
let reply: Reply;
let seen: Seen[];
beforeEach(async () => {
  seen = [];
  server = createServer((req, res) => void keep(req).then(() => reply(res)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  register = registerAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, 'T0ken');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function keep(req: IncomingMessage): Promise<void> {
  let body = '';
  for await (const chunk of req) body += String(chunk);
  seen.push({ method: req.method, url: req.url, authorization: req.headers.authorization, body });
}

const json =
  (value: unknown, status = 200): Reply =>
  (res) => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(value));
  };

test('a report carries who paid, how much and when (罚缴分离实施办法 10), in fen and Beijing time', async () => {
  reply = json({ code: 1, booked_on: '2026-11-24' });
  await register.reportPayment(REPORT);
  expect(seen).toMatchObject([{ method: 'POST', url: '/api/payments', authorization: 'Bearer T0ken' }]);
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    report_no: REPORT.reportNo,
    decision_no: REPORT.decisionNo,
    amount: 20_000,
    received_before: 0,
    outstanding: 0,
    paid_at: '2026-11-24T10:00:00+08:00',
    payer_name: '李四',
  });
});

test('a search by plate writes nothing of it into an address', async () => {
  reply = json({ code: 1, decisions: [] });
  await register.findByPlate({ plateNo: '沪A12345', plateType: '02', engineTail: 'K003' });
  expect(seen[0]?.url).toBe('/api/decisions/search');
});

/** How a server can fail, and what then is in doubt. */
const FAULTS: [what: string, reply: Reply, reason: string][] = [
  ['says nothing', () => undefined, 'TIMEOUT'],
  ['hangs up', (res) => res.socket?.destroy(), 'UND_ERR_SOCKET'],
  ['says 500', json({}, 500), 'HTTP_500'],
  ['says 503', json({}, 503), 'HTTP_503'],
  ['says 401', json({}, 401), 'HTTP_401'],
  ['leads elsewhere', (res) => res.writeHead(307, { location: '/api/other' }).end(), 'HTTP_307'],
  ['sends a page', (res) => res.end('<html></html>'), 'ANSWER_NOT_UNDERSTOOD'],
  ['knows another code', json({ code: 11 }), 'ANSWER_NOT_UNDERSTOOD'],
  ['sends without end', (res) => res.end(`"${'x'.repeat(2_000_000)}"`), 'ANSWER_TOO_LARGE'],
  [
    'begins and stops',
    (res) => {
      res.writeHead(200);
      res.write('{"code":');
    },
    'TIMEOUT',
  ],
];

describe.each(FAULTS)('a register that %s', (_, faulty, reason) => {
  test('leaves it open whether it took a report', async () => {
    reply = faulty;
    expect(await refusalOf(register.reportPayment(REPORT))).toBe(`REGISTER_OUTCOME_UNKNOWN ${reason}`);
    expect(seen).toHaveLength(1);
  });

  test('is away for a look-up', async () => {
    reply = faulty;
    const lookUp = register.findByDecisionNo(REPORT.decisionNo);
    expect(await refusalOf(lookUp)).toBe(`REGISTER_UNAVAILABLE ${reason}`);
  });
});

test('a register that nobody runs has taken no report', async () => {
  const nobody = registerAt('http://127.0.0.1:1', 'T0ken');
  expect(await refusalOf(nobody.reportPayment(REPORT))).toBe('REGISTER_UNAVAILABLE ECONNREFUSED');
});

test('an answer about another decision than the one that was asked for is not believed', async () => {
  const other = { decision_no: '310115190000999', document_type: 'handling_notice' };
  reply = json({ code: 1, decision: other });
  const lookUp = register.findByDecisionNo(REPORT.decisionNo);
  expect(await refusalOf(lookUp)).toBe('REGISTER_UNAVAILABLE ANSWER_UNCLEAR');
});

test('a decision that lacks what a quote needs is not made up', async () => {
  reply = json({ code: 1, decision: { decision_no: REPORT.decisionNo, document_type: 'simple_decision' } });
  const lookUp = register.findByDecisionNo(REPORT.decisionNo);
  expect(await refusalOf(lookUp)).toBe('REGISTER_UNAVAILABLE ANSWER_INCOMPLETE');
});

test('a settlement file of another day is not believed', async () => {
  reply = json({ business_day: '2026-11-22', rows: [] });
  expect(await refusalOf(register.readSettlementFile('2026-11-23'))).toBe('REGISTER_UNAVAILABLE OTHER_DAY');
});
