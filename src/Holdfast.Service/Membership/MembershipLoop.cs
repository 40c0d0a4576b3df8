using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Hosting;

namespace Holdfast.Service.Membership;

/// <summary>Steps the membership when its time has come, and shows it every new snapshot.</summary>
public sealed class MembershipLoop(
    Authority authority, IClusterView view, IClusterDatabase database, IBootClock clock, MembershipNews news)
{
    /// <summary>Runs until cancelled: the protocol's clock, on a thread of its own.</summary>
    public async Task KeepTimeAsync(CancellationToken cancellationToken)
    {
        await authority.StartAsync(cancellationToken).ConfigureAwait(false);
        await OwnThread.RunAsync(KeepTime, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs until cancelled: shows the membership each new snapshot.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        view.Advanced += See;
        try
        {
            See(view.Current);
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            view.Advanced -= See;
        }
    }

    private void See(ClusterSnapshot snapshot)
    {
        authority.See(snapshot);
        string? name = snapshot.Cluster?.Value.Profile;
        if (LeaseProfile.All.FirstOrDefault(profile => profile.Name == name) is { } wanted)
        {
            authority.ChangeProfile(wanted);
            NodeDatabase.Fit(database, wanted);
        }
    }

    private void KeepTime(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration wake = cancellationToken.Register(news.Changed);
        while (!cancellationToken.IsCancellationRequested)
        {
            // Never longer than until the next renewal, so that the answer to this one need not wake it.
            if (news.WaitUntil(() => authority.WakeAt, authority.Heartbeat, clock))
            {
                authority.Tick();
            }
        }
    }
}
