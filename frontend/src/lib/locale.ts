/** The browser's language (BCP 47) as the API takes it, to be written to in; undefined where it says none. */
export function ownLocale(): string | undefined {
  try {
    const [locale] = Intl.getCanonicalLocales(navigator.language);
    return locale && locale.length <= 35 ? locale : undefined;
  } catch {
    return undefined;
  }
}
