import type { Loss } from "../api/queries";
import { listed } from "../view/words";

/** What the loss of one more node would do, in words. */
export function lossesInWords(losses: Loss[]): { safe: boolean; text: string } {
  const fatal = losses.filter((each) => each.stranded.length > 0);
  if (losses.length === 0) {
    return { safe: false, text: "No node is Up." };
  }

  if (fatal.length === 0) {
    return { safe: true, text: "The loss of any one more node is survived: every group finds another owner." };
  }

  const told = fatal.map((each) => `the loss of ${each.node} would leave ${listed(each.stranded.map((group) => group.group))} without an owner`);
  return { safe: false, text: `${told.join("; ").replace(/^t/, "T")}.` };
}
