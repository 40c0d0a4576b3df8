using Holdfast.Core.Collections;
using Holdfast.Core.State;

namespace Holdfast.Core.Membership;

/// <summary>The members that are alive, with their epochs: what a member publishes that it knows.</summary>
public static class MemberView
{
    public static ValueMap<long> Of(ValueMap<Row<MemberState>> members) =>
        ValueMap<long>.From(members
            .Where(member => member.Value.Value.Alive)
            .Select(member => KeyValuePair.Create(member.Key, member.Value.Value.Epoch)));

    /// <summary>Whether <paramref name="view"/> is what <see cref="Of"/> gives.</summary>
    public static bool Is(ValueMap<long> view, ValueMap<Row<MemberState>> members) =>
        view.Count == members.Count(member => member.Value.Value.Alive)
        && members.All(member => !member.Value.Value.Alive || Names(view, member.Key, member.Value.Value.Epoch));

    /// <summary>Whether <paramref name="view"/> names the member in this very epoch.</summary>
    public static bool Names(ValueMap<long> view, string node, long epoch) =>
        view.TryGetValue(node, out long named) && named == epoch;
}
