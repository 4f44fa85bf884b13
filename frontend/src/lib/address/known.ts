import codes from './codes.json';

/** The code of every country there is a rule for, as `make addresses` found them. */
export const knownCountries: readonly string[] = codes;
