// Names with values, as they are written: one per line as name=value.
import { linesOf } from "../action/settingsDraft";
import type { Written } from "../view/Field";

export const inPairs = (values: Record<string, string>): string =>
  Object.entries(values).map(([name, value]) => `${name}=${value}`).join(", ");

/** Undefined where nothing is written. A value may have another = in it. */
export function pairsOf(written: Written): Record<string, string> | undefined {
  const lines = linesOf(written);
  return lines.length === 0 ? undefined : Object.fromEntries(lines.map(pairOf));
}

function pairOf(line: string): [string, string] {
  const at = line.indexOf("=");
  return at < 0 ? [line, ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
