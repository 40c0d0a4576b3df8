using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Service.Decisions;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Api.Views;

/// <summary>How much authority members have left, as this node sees it: what they published, less the time since this
/// node saw them renew. It may be less, never more.</summary>
/// <remarks>Counted from the sighting, which is later than the renewal was sent, the figure is an upper bound; nothing
/// is decided by it.</remarks>
internal sealed class AuthorityLeft(ObserverView observer, IBootClock clock)
{
    /// <summary>In milliseconds; 0 where it ended, null for who is no member.</summary>
    public double? Of(MemberState? member)
    {
        if (member is not { Alive: true })
        {
            return member is null ? null : 0;
        }

        Observer seen = observer.Current;
        TimeSpan left = member.Authority - (clock.Now - seen.SeenAt(member.Node));
        return seen.IsProvenDead(member) ? 0 : Math.Max(0, Math.Round(left.TotalMilliseconds));
    }
}
