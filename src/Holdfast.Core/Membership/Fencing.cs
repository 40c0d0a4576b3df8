using System.Globalization;
using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Membership;

/// <summary>Which members the coordinator fences: those of which nothing can run any more.</summary>
/// <remarks>
/// A fence compares the record as it was seen: a renewal in between makes it fail. It keeps epoch and sequence, so that
/// it is
/// no sign of life itself.
/// </remarks>
public static class Fencing
{
    public static FencingDecision Decide(ClusterSnapshot snapshot, Observer observer, string self, BootTime now)
    {
        var fences = new List<Fence>();
        BootTime? wakeAt = null;
        foreach ((string node, Row<MemberState> row) in snapshot.Members)
        {
            if (!row.Value.Alive || string.Equals(node, self, StringComparison.Ordinal))
            {
                continue;
            }

            if (observer.SilenceOf(row.Value, now) is { } silence)
            {
                fences.Add(new(row, silence, Explain(row.Value, silence, observer, now)));
            }
            else
            {
                wakeAt = Wake.Earlier(wakeAt, observer.SilentAt(row.Value));
            }
        }

        return new(fences.ToValueList(), wakeAt);
    }

    private static Reason Explain(MemberState member, Silence silence, Observer observer, BootTime now)
    {
        if (silence == Silence.Proven)
        {
            return new(ReasonKind.OwnerProvenDead, "nothing of it runs any more: its alive lock is free")
            {
                Node = member.Node,
            };
        }

        double silent = (now - observer.SeenAt(member.Node)).TotalSeconds;
        double wait = observer.WaitFor(member).TotalSeconds;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"it was silent for {silent:0.0} s, and after {wait:0.0##} s nothing of it can run");
        return new(ReasonKind.OwnerSilent, text) { Node = member.Node };
    }
}

/// <summary>Which members to fence now, and when to look again.</summary>
public sealed record FencingDecision(ValueList<Fence> Fences, BootTime? WakeAt);

/// <summary>A member to fence.</summary>
/// <param name="Row">Its record as seen.</param>
/// <param name="Silence">How it is known that nothing of it can run.</param>
/// <param name="Reason">The same in words.</param>
public sealed record Fence(Row<MemberState> Row, Silence Silence, Reason Reason)
{
    public MemberState Fenced => Row.Value with { Alive = false };

    public Announcement Announcement => new(EventKinds.NodeDown, $"Node {Row.Value.Node} is down: {Reason.Text}.")
    {
        Level = "warning",
        Reason = Reason,
    };
}
