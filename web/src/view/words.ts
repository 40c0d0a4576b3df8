/** So many names are read; of more, only how many more there are. */
export const MOST_NAMES = 20;

/** "a, b, c and 7 more". */
export function listed(names: string[], most = MOST_NAMES): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}
