import type { PostalCodeRule } from './rules';

// Digits that NFKC leaves: Arabic, Persian, Devanagari, Bengali and Thai, by their zero.
const ZEROS = Array.from('٠۰०০๐', (zero) => zero.codePointAt(0) ?? 0);
const HYPHENS = /[‐‑‒–—―−ー]/g;

/** A postal code as the post writes it, and whether it may be one: the same steps as the services'. */
export function normalPostalCode(text: string, rule: PostalCodeRule | undefined): [string, boolean] {
  const ascii = Array.from(text.normalize('NFKC'), asciiDigit).join('');
  const plain = trimmed(ascii.replace(HYPHENS, '-').replaceAll('〒', '').toUpperCase());
  if (!rule || !plain) return [plain, true];
  const pattern = new RegExp(`^(?:${rule.pattern})$`);
  const found = candidates(plain, rule).find((candidate) => pattern.test(candidate));
  return found === undefined ? [plain, false] : [found, true];
}

function trimmed(text: string): string {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .join(' ')
    .replace(/^[ .-]+|[ .-]+$/g, '');
}

function asciiDigit(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const zero = ZEROS.find((start) => code >= start && code < start + 10);
  return zero === undefined ? char : String(code - zero);
}

function candidates(plain: string, rule: PostalCodeRule): string[] {
  return bodies(plain, rule).flatMap((body) => {
    const compact = body.replace(/[ .-]/g, '');
    const marked = rule.marks
      .filter(([, after]) => compact.length > after)
      .map(([mark, after]) => `${compact.slice(0, -after)}${mark}${compact.slice(-after)}`);
    return [...marked, compact, body];
  });
}

function bodies(plain: string, rule: PostalCodeRule): string[] {
  const withoutCountry = rule.printed
    .filter((letters) => plain.startsWith(letters))
    .map((letters) => plain.slice(letters.length).replace(/^[ -]+/, ''));
  // Where codes are digits only, people may write anything around them: "CEP 01310-200", "S(560123)".
  const digits = /[A-Z]/.test(rule.pattern) ? [] : [plain.replace(/^[^0-9]+|[^0-9]+$/g, '')];
  return [plain, ...withoutCountry, ...(rule.begins ? [rule.begins + plain] : []), ...digits];
}
