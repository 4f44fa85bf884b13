import { afterEach, beforeEach } from 'vitest';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Reply = (call: Call) => Response | Promise<Response>;

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 || status === 304 ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });

export const problem = (status: number, code: string, more: object = {}): Response =>
  json(
    { status, code, title: code, detail: `The server says ${code}.`, correlation_id: 'ref-1', ...more },
    status,
  );

/** Stands in for the network: answers `METHOD /path` as told and remembers every call. */
export class FakeApi {
  readonly calls: Call[] = [];
  private readonly routes = new Map<string, Reply>();
  private otherwise: Reply = () => problem(404, 'not_found');

  on(route: string, reply: Reply | object): this {
    this.routes.set(route, typeof reply === 'function' ? (reply as Reply) : () => json(reply));
    return this;
  }

  /** Every route without a reply of its own gets this one. */
  answerAll(reply: Reply): this {
    this.otherwise = reply;
    return this;
  }

  /** Each call gets the next reply; the last one goes on for ever. */
  onEach(route: string, ...replies: Reply[]): this {
    let turn = 0;
    return this.on(route, (call: Call) => {
      const reply = replies[Math.min(turn, replies.length - 1)];
      turn += 1;
      return reply ? reply(call) : json(null);
    });
  }

  /** What answers the route now, for a test that lets it fail first. */
  handler(route: string): Reply {
    return this.routes.get(route) ?? (() => problem(404, 'not_found'));
  }

  to(route: string): Call[] {
    return this.calls.filter((call) => `${call.method} ${call.path}` === route);
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const address = typeof input === 'string' ? new URL(input, window.location.origin) : input;
    const request = new Request(address, init);
    const url = new URL(request.url);
    const text = await request.text();
    const call: Call = {
      method: request.method,
      path: url.pathname.replace(/^\/api/, ''),
      query: url.searchParams,
      headers: request.headers,
      // A form with a file is for S3, and looked at by nobody here.
      body:
        text && !request.headers.get('Content-Type')?.startsWith('multipart/') ? JSON.parse(text) : undefined,
    };
    this.calls.push(call);
    const reply = this.routes.get(`${call.method} ${call.path}`);
    return (reply ?? this.otherwise)(call);
  };
}

/** A fake network for each test of the file. */
export function fakeNetwork(): { readonly api: FakeApi } {
  const holder = { api: new FakeApi() };
  const real = globalThis.fetch;
  beforeEach(() => {
    holder.api = new FakeApi();
    globalThis.fetch = holder.api.fetch;
  });
  afterEach(() => {
    globalThis.fetch = real;
  });
  return holder;
}
