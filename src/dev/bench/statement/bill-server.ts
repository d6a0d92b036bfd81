import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { systemClock } from '../../../kernel/clock';
import type { SandboxKeys } from '../../../sandbox/keys';
import { signatureHeaders } from '../../../sandbox/wechat/signature';

/** The two calls by which a statement is fetched from the channel, for one file that may be exchanged. */
export interface BillServer {
  url: string;
  offer(file: string, sha1: string): void;
  close(): Promise<void>;
}

/** Answers the question for the file's address, signed, and sends the file. Listens on a free port of 127.0.0.1. */
export async function startBillServer(keys: SandboxKeys): Promise<BillServer> {
  let offered = { file: '', sha1: '' };
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/v3/bill/tradebill') sendAddress(response, keys, offered.sha1);
    else if (path === '/v3/billdownload/file') sendFile(response, offered.file);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    offer: (file, sha1) => void (offered = { file, sha1 }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendAddress(response: ServerResponse, keys: SandboxKeys, sha1: string): void {
  const body = JSON.stringify({
    hash_type: 'SHA1',
    hash_value: sha1,
    download_url: 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=bench',
  });
  const signature = signatureHeaders(keys, {
    body,
    at: systemClock.now(),
    wantedSerial: keys.identity.wechatPublicKeyId,
    fault: null,
  });
  response.writeHead(200, { 'Content-Type': 'application/json', ...signature }).end(body);
}

function sendFile(response: ServerResponse, file: string): void {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  pipeline(createReadStream(file), response, () => undefined);
}
