/** The body of an error answer: application/problem+json (RFC 9457) with Souk's `code` and `correlation_id`. */
interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  correlation_id?: string;
}

/** The API answered and said no. `reference` is the correlation id that support finds everything under. */
export class Problem extends Error {
  override name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly reference: string,
    readonly extra: Readonly<Record<string, unknown>>,
  ) {
    super(detail);
  }

  static from(status: number, body: unknown, reference: string): Problem {
    const parsed = isRecord(body) ? (body as ProblemBody & Record<string, unknown>) : {};
    return new Problem(
      status,
      parsed.code ?? '',
      parsed.detail ?? parsed.title ?? 'Something went wrong.',
      parsed.correlation_id ?? reference,
      parsed,
    );
  }
}

/** No usable answer: the person is offline, or the gateway is down. It is not known whether the request took effect. */
export class Unreachable extends Error {
  override name = 'Unreachable';

  constructor(
    readonly kind: 'offline' | 'gateway',
    readonly reference: string,
  ) {
    super(kind === 'offline' ? 'You seem to be offline.' : 'The shop cannot be reached right now.');
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export const isProblem = (error: unknown, code?: string): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

export function referenceOf(error: unknown): string | undefined {
  return error instanceof Problem || error instanceof Unreachable ? error.reference : undefined;
}
