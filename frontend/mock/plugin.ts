import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { depotApi } from './depot.ts';
import { Paper } from './content.ts';
import { draftsApi } from './drafts.ts';
import { readGoods } from './goods.ts';
import { officeApi } from './office.ts';
import { pricesApi } from './prices.ts';
import { returnsApi } from './returns.ts';
import { mockApi } from './routes.ts';
import { transfersApi } from './transfers.ts';

const SEED = new URL('../../seed/', import.meta.url);
const CONFIG = { shopName: 'Souk', currency: 'EUR', apiBase: '/api', stripeJsUrl: '' };

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

function say(response: ServerResponse, status: number, type: string, body: string | Buffer, etag = ''): void {
  response.writeHead(status, { 'Content-Type': type, ...(etag && { ETag: etag }) });
  response.end(body);
}

/** Serves the API, the configuration and the pictures from the seed catalogue, for looking at pages without a shop. */
export function mockShop(): Plugin {
  return {
    name: 'souk-mock-shop',
    apply: 'serve',
    configureServer(server) {
      const goods = readGoods(new URL('catalogue.csv', SEED));
      const shop = mockApi(goods);
      const depot = depotApi(goods);
      const office = officeApi(goods);
      const returns = returnsApi(goods);
      const drafts = draftsApi(goods);
      const transfers = transfersApi();
      const prices = pricesApi();
      const paper = new Paper();
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://localhost');
        if (url.pathname === '/config.json') {
          say(response, 200, 'application/json', JSON.stringify(CONFIG));
          return;
        }
        const picture = new URL(`.${url.pathname}`, SEED);
        if (/^\/media\/[\w-]+\.svg$/.test(url.pathname) && existsSync(picture)) {
          say(response, 200, 'image/svg+xml', readFileSync(picture));
          return;
        }
        if (!url.pathname.startsWith('/api/')) {
          next();
          return;
        }
        readBody(request).then((body) => {
          const path = url.pathname.slice('/api'.length);
          const asked = { method: request.method ?? 'GET', path, query: url.searchParams, body };
          const staff = returns(asked) ?? drafts(asked) ?? transfers(asked) ?? office(asked);
          const said = prices(asked) ?? paper.answer(asked) ?? depot(asked) ?? staff ?? shop(asked);
          say(response, said.status, 'application/json', JSON.stringify(said.body ?? null), said.etag);
        }, next);
      });
    },
  };
}
