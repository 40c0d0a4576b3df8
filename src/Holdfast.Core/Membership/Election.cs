using Holdfast.Core.Collections;
using Holdfast.Core.Events;
using Holdfast.Core.Explanations;
using Holdfast.Core.State;
using Holdfast.Core.Time;

namespace Holdfast.Core.Membership;

/// <summary>
/// Who may take the coordinator's term: anybody, once its holder is gone, silent for W/3, or was stopped, or hands it
/// over. Silent it is only to a member that is heard itself.
/// </summary>
internal static class Election
{
    public static Candidacy Of(ClusterSnapshot snapshot, Observer observer, CoordinatorIdentity self, BootTime now)
    {
        if (snapshot.Coordinator is not { } row)
        {
            return new Candidacy.Take(new(ReasonKind.CoordinatorGone, "there was none"));
        }

        CoordinatorState current = row.Value;
        if (IsHolder(current, self))
        {
            return new Candidacy.Holds();
        }

        if (current.HandsOver.Count > 0 && !current.HandsOver.Contains(self.Node))
        {
            return Gone(current.Holder, "hands over to a node from which the power-off was not tried yet");
        }

        if (string.Equals(current.Holder, self.Node, StringComparison.Ordinal)
            || !snapshot.Members.TryGetValue(current.Holder, out Row<MemberState>? holder)
            || !holder.Value.Alive || holder.Value.Epoch != current.HolderEpoch)
        {
            return Gone(current.Holder, "is down or started anew");
        }

        if (holder.Value.Detached)
        {
            return Gone(current.Holder, "was stopped");
        }

        if (holder.Value.Relayed)
        {
            return Gone(current.Holder, "reaches the database only through another node");
        }

        if (observer.IsProvenDead(holder.Value))
        {
            return Gone(current.Holder, "is dead: its alive lock is free");
        }

        return observer.IsSuspect(holder.Value, now)
            ? OfSilent(current.Holder, snapshot.Members[self.Node].Value, observer, now)
            : new Candidacy.Wait(observer.SuspectAt(holder.Value));
    }

    /// <summary>
    /// Whose own renewals are not seen either hears nothing of the database, and says nothing of others. Who takes the
    /// term has renewed before that, so whoever sees it taken has seen the taker renew, and does not take it back.
    /// </summary>
    private static Candidacy OfSilent(string holder, MemberState own, Observer observer, BootTime now) =>
        observer.IsSuspect(own, now)
            ? new Candidacy.Wait(now + (observer.WaitFor(own) / 3))
            : Gone(holder, "is silent");

    /// <summary>The record of the term that is taken, to be put with the roster of its first look.</summary>
    public static CoordinatorState Begin(
        Candidacy.Take take,
        ClusterSnapshot snapshot,
        Observer observer,
        CoordinatorIdentity self,
        DateTimeOffset wallClock,
        PlanDraft draft)
    {
        CoordinatorState? last = snapshot.Coordinator?.Value;
        ValueMap<long> roster = last?.Roster ?? ValueMap<long>.Empty;
        bool goesOn = MemberView.Names(roster, self.Node, self.Epoch)
            || observer.MetOthers(self.Node, roster);
        var next = new CoordinatorState
        {
            Term = (last?.Term ?? 0) + 1,
            Holder = self.Node,
            HolderEpoch = self.Epoch,
            FormedAt = goesOn ? last?.FormedAt : wallClock,
        };
        string message = $"Node {self.Node} coordinates, term {next.Term}: {take.Reason.Text}.";
        draft.Announce(new(EventKinds.CoordinatorChanged, message)
        {
            Reason = take.Reason,
        });
        return next;
    }

    public static bool IsHolder(CoordinatorState state, CoordinatorIdentity self) =>
        state.HolderEpoch == self.Epoch && string.Equals(state.Holder, self.Node, StringComparison.Ordinal);

    private static Candidacy.Take Gone(string holder, string why) =>
        new(new(ReasonKind.CoordinatorGone, $"{holder} {why}") { Node = holder });
}

/// <summary>Whether a member may coordinate: a closed set.</summary>
internal abstract record Candidacy
{
    private Candidacy()
    {
    }

    public sealed record Holds : Candidacy;

    public sealed record Take(Reason Reason) : Candidacy;

    public sealed record Wait(BootTime Until) : Candidacy;
}
