using Holdfast.Core.State;

namespace Holdfast.Core.Authority;

/// <summary>
/// The times of a lease as a member publishes them with a renewal, all counted from the renewal's send time.
/// </summary>
/// <param name="Authority">L: how long the service may run resources.</param>
/// <param name="Kill">LK: when the guards' kernel timers kill what is left.</param>
/// <param name="KillTime">K: the longest that killing takes.</param>
public sealed record Lease(TimeSpan Authority, TimeSpan Kill, TimeSpan KillTime)
{
    public static Lease Of(LeaseProfile profile) => new(profile.Authority, profile.Kill, profile.KillTime);

    public static Lease Of(MemberState member) => new(member.Authority, member.Kill, member.KillTime);

    /// <summary>
    /// The lease of a node whose service was stopped in good order: resources go on for <paramref name="hold"/>.
    /// </summary>
    public static Lease Holding(LeaseProfile profile, TimeSpan hold)
    {
        TimeSpan authority = hold > profile.Authority ? hold : profile.Authority;
        return new(authority, authority + (profile.Kill - profile.Authority), profile.KillTime);
    }

    /// <summary>The shorter of the two, L and LK each by itself.</summary>
    internal Lease Within(Lease other) => this with
    {
        Authority = Authority < other.Authority ? Authority : other.Authority,
        Kill = Kill < other.Kill ? Kill : other.Kill,
    };

    /// <summary>W: how long an observer must see nothing new before nothing of this lease can run any more.</summary>
    public TimeSpan Wait => LeaseInequality.RequiredWait(Kill, KillTime);
}
