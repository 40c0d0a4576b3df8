import { Tooltip } from "@patternfly/react-core";
import { usePolls } from "../api/queries";
import type { Poll } from "../api/types";
import { formatTime } from "../view/time";

/** Told by the sign, not by colour alone. */
const SIGNS: Record<string, string> = { Ok: "✓", Degraded: "!", Failed: "✕" };
const SHOWN = 40;

/** The newest health polls of a resource, oldest first; what one said is shown when it is pointed at or focused. */
export function PollStrip({ resource, made }: { resource: string; made: number }) {
  const { data, error } = usePolls(resource);
  if (data === undefined) {
    return <>{error === null ? `${made}` : `${made}; ${error.message}`}</>;
  }

  return (
    <>
      {made} since it went online
      <ol className="hf-polls" aria-label={`The newest health polls of ${resource}, oldest first`}>
        {data.polls.slice(-SHOWN).map((poll) => (
          <li key={`${poll.at} ${poll.kind}`}>
            <Tooltip content={wordsOf(poll)}>
              <button type="button" className={`hf-poll hf-poll-${poll.health}`} aria-label={wordsOf(poll)}>
                {SIGNS[poll.health] ?? "?"}
              </button>
            </Tooltip>
          </li>
        ))}
      </ol>
    </>
  );
}

const wordsOf = (poll: Poll): string =>
  `${formatTime(poll.at, new Date())} ${poll.kind}: ${poll.health}${poll.text === "" ? "" : `, ${poll.text}`} (${poll.tookMs} ms)`;
