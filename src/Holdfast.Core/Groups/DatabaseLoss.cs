using Holdfast.Core.Configuration;
using Holdfast.Core.Time;

namespace Holdfast.Core.Groups;

/// <summary>What is wanted of a group whose node may go on by agreement, without the database.</summary>
/// <remarks>
/// A matter of taste, and no part of what keeps a group from running twice: all who go on by agreement do so in
/// safety (docs/authority.md, rules 18 and 19). A group that is not to go on begins to stop when the lease of the last
/// renewal is over; how long that takes is for its resources to say. A lock keeps it as it is, as it does otherwise.
/// </remarks>
public static class DatabaseLoss
{
    /// <summary>How often is looked whether the database is back.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wanted now of a group whose plan the database had last.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="renewedUntil">When the lease of its node's last renewal is over.</param>
    /// <param name="now">The time by the same clock.</param>
    /// <returns>The plan as it is now, and when it may become another with nothing having happened; null if it
    /// cannot.</returns>
    public static (GroupPlan Plan, BootTime? ChangesAt) At(GroupPlan plan, BootTime renewedUntil, BootTime now)
    {
        if (plan is not { Wanted: GroupWanted.Online, OnDatabaseLoss: DatabaseLossAction.Stop })
        {
            return (plan, null);
        }

        return now < renewedUntil
            ? (plan, renewedUntil)
            : (plan with
            {
                Wanted = GroupWanted.Offline,
                WantedReason = "the database is out of reach, and the group is to stop then (OnDatabaseLoss)",
            }, now + Between);
    }
}
