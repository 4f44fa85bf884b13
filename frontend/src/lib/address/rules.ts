import data from './rules.json';

/** Fields between the name and the phone, in the order a country writes them. */
export type PlaceField = 'line1' | 'city' | 'region' | 'postal_code';

export interface PostalCodeRule {
  /** For the whole code. */
  pattern: string;
  example: string;
  /** A space or hyphen, and how many characters come after it. */
  marks: [string, number][];
  /** What all codes begin with. */
  begins?: string;
  /** Letters that some write before the code. */
  printed: string[];
}

/** What an address needs in a country; made by `make addresses`, and the services judge by the same. */
export interface Rule {
  name: string;
  fields: PlaceField[];
  required: PlaceField[];
  labels: Record<'postal_code' | 'region' | 'city', string>;
  /** Town or region will do. */
  either?: boolean;
  /** Without it any code will do. */
  postal_code?: PostalCodeRule;
  /** Code and name, where only these are regions. */
  regions?: [string, string][];
}

const rules = data.countries as unknown as Record<string, Rule>;

export const ruleOf = (country: string): Rule | undefined => rules[country];
/** The countries the shop ships to. */
export const deliveredTo: readonly string[] = data.delivered;
