/** Only addresses within the shop: a link from elsewhere must not send a person on to another site. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/account';
}

/** The address of another step of signing in or up, which knows where the person was going. */
export function withNext(path: string, next: string | null, email?: string): string {
  const params = new URLSearchParams();
  if (email) params.set('email', email);
  if (next) params.set('next', next);
  return params.size > 0 ? `${path}?${params}` : path;
}
