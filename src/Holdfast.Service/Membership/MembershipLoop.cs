using Holdfast.Core.Authority;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Service.ClusterViews;

namespace Holdfast.Service.Membership;

/// <summary>Steps the membership when its time has come, and shows it every new snapshot.</summary>
public sealed class MembershipLoop(
    Authority authority, IClusterView view, IBootClock clock, MembershipNews news, TimeProvider time)
{
    /// <summary>Runs until cancelled: the protocol's clock.</summary>
    public async Task KeepTimeAsync(CancellationToken cancellationToken)
    {
        await authority.StartAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (authority.WakeAt is { } due)
            {
                TimeSpan wait = due - clock.Now;
                if (wait <= TimeSpan.Zero)
                {
                    authority.Tick();
                    continue;
                }

                await ChangedAsync(wait, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await news.Changes.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            }

            news.Changes.TryRead(out _);
        }
    }

    /// <summary>Runs until cancelled: shows the membership each new snapshot.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = view.Current;
        while (true)
        {
            authority.See(snapshot);
            if (LeaseProfile.All.FirstOrDefault(
                profile => profile.Name == snapshot.Cluster?.Value.Profile) is { } wanted)
            {
                authority.ChangeProfile(wanted);
            }

            snapshot = await view.NextAsync(snapshot.Revision, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ChangedAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> changed = news.Changes.WaitToReadAsync(either.Token).AsTask();
        Task elapsed = Task.Delay(wait, time, either.Token);
        await Task.WhenAny(changed, elapsed).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(changed, elapsed).ContinueWith(_ => { }, CancellationToken.None,
            TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
