import type { Loss } from "../api/queries";
import type { Quorum } from "../api/types";
import { listed } from "../view/words";

type Votes = Pick<Quorum, "votes" | "votesAnswering" | "votesNeeded" | "hasQuorum" | "words">;

/** Whether the database still decides when one more member is lost; one that is a file has no members to lose. */
export const canLoseOne = ({ votes, votesAnswering, votesNeeded, hasQuorum }: Votes): boolean =>
  hasQuorum && (votes === 0 || votesAnswering > votesNeeded);

/** What the loss of one more node would do to groups and to the database, in words. */
export function lossesInWords(losses: Loss[], quorum: Votes): { safe: boolean; text: string } {
  const fatal = losses.filter((each) => each.stranded.length > 0);
  if (losses.length === 0) {
    return { safe: false, text: "No node is Up." };
  }

  if (!canLoseOne(quorum)) {
    return { safe: false, text: quorum.words };
  }

  if (fatal.length === 0) {
    return { safe: true, text: "The loss of any one more node is survived: every group finds another owner." };
  }

  const told = fatal.map((each) => `the loss of ${each.node} would leave ${listed(each.stranded.map((group) => group.group))} without an owner`);
  return { safe: false, text: `${told.join("; ").replace(/^t/, "T")}.` };
}
