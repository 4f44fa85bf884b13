import { useNames } from './names';

/** Who of the staff it was, by the id that the API keeps. */
export function Who({ id }: { id: string }) {
  return <bdi>{useNames()(`staff:${id}`)}</bdi>;
}
