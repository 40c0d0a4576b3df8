import { formatAfter } from "../view/time";
import { Since } from "../view/Values";
import type { Failover } from "./failovers";

const part = (value: number, whole: number) => `${whole === 0 ? 0 : (100 * value) / whole}%`;

/** What happened when while a group went to another node: a line each, with its bar on one scale. */
export function FailoverPicture({ failover }: { failover: Failover }) {
  const { bars, whole, title, at, group } = failover;
  return (
    <figure className="hf-failover" data-failover={group}>
      <figcaption>
        <strong>{group}</strong> at <Since at={at} />, {formatAfter(whole)} in all. {title}
      </figcaption>
      <ol aria-label={`What happened when, ${group}`}>
        {bars.map((bar, index) => (
          <li key={index}>
            <span>{bar.text}</span>
            <span className="hf-time hf-subtle">
              {bar.to > bar.from ? `+${formatAfter(bar.from)} to +${formatAfter(bar.to)}` : `at +${formatAfter(bar.from)}`}
            </span>
            <span className="hf-track" aria-hidden="true">
              <span
                className={bar.to > bar.from ? "hf-bar" : "hf-bar hf-moment"}
                style={{ insetInlineStart: part(bar.from, whole), inlineSize: part(bar.to - bar.from, whole) }}
              />
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
