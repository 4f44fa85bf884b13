/** Passkeys as browsers make them, in the JSON that the shop's API takes (https://www.w3.org/TR/webauthn-3/). */

type Json = Record<string, unknown>;

/** Whether this browser knows passkeys and their JSON (since 2025 all do). */
export const passkeysWork = (): boolean =>
  'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

export async function makePasskey(options: Json): Promise<Json> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return jsonOf(await navigator.credentials.create({ publicKey }));
}

export async function usePasskey(options: Json): Promise<Json> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return jsonOf(await navigator.credentials.get({ publicKey }));
}

/** The person closed the browser's dialogue, or it took too long: nothing went wrong. */
export const wasCancelled = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'NotAllowedError';

function jsonOf(credential: Credential | null): Json {
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError('the browser gave no passkey');
  return credential.toJSON() as Json;
}
