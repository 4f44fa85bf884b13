import type { paths } from './schema';

/** What a family answers, method by method. */
type Answers<P extends keyof paths> = {
  [M in keyof paths[P]]: paths[P][M] extends { responses: infer R } ? R : never;
};

/** The paths that are there twice, for guests and under `/me` for the signed in, with the same answers. */
type Shared = {
  [P in keyof paths]: `/me${P}` extends keyof paths
    ? Answers<`/me${P}`> extends Answers<P>
      ? P
      : never
    : never;
}[keyof paths];

/** The path in the signed-in shopper's own family or in the guests', typed as the guests', who have to say more. */
export const within = <P extends Shared>(own: boolean, path: P): P => (own ? `/me${path}` : path) as P;
