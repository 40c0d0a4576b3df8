using System.Diagnostics;
using Holdfast.Client.Errors;
using Holdfast.Database;
using Holdfast.Database.Etcd;
using Holdfast.Linux;
using Holdfast.Service.Machines.Members;

namespace Holdfast.Service.Machines.Setup;

/// <summary>The first start of this machine's member, until it works; ended again if the setup does not end well.
/// </summary>
internal sealed class MemberStart : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly EtcdMemberOptions _options;
    private readonly EtcdProcess _process;
    private bool _kept;

    private MemberStart(EtcdMemberOptions options, EtcdProcess process) => (_options, _process) = (options, process);

    /// <exception cref="HoldfastException">The program cannot be started.</exception>
    /// <param name="options">The member.</param>
    /// <param name="force">Whether it makes itself the only member.</param>
    public static MemberStart Begin(EtcdMemberOptions options, bool force = false) =>
        Of(options, () => EtcdProcess.Start(options, force));

    /// <summary>The one that runs, or it is started.</summary>
    /// <exception cref="HoldfastException">The program cannot be started.</exception>
    public static MemberStart Resume(EtcdMemberOptions options) =>
        Of(options, () => EtcdProcess.Find(options) ?? EtcdProcess.Start(options));

    private static MemberStart Of(EtcdMemberOptions options, Func<EtcdProcess> process)
    {
        try
        {
            return new MemberStart(options, process());
        }
        catch (Exception failed) when (failed is LinuxException or IOException)
        {
            throw new HoldfastException(ErrorCodes.MemberNotReady, failed.Message, failed);
        }
    }

    /// <summary>Waits until a read is answered, which needs a leader.</summary>
    /// <exception cref="HoldfastException">The member ended, or time ran out.</exception>
    public Task ServesAsync(EtcdDatabase database, CancellationToken cancellationToken) => UntilAsync(
        "does not answer",
        async () =>
        {
            try
            {
                await database.ReadAsync("config/", cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (DatabaseUnavailableException unavailable)
            {
                return unavailable.Message;
            }
        },
        cancellationToken);

    /// <summary>Waits until the member has caught up and was given its vote.</summary>
    /// <exception cref="HoldfastException">The member ended, or time ran out.</exception>
    public Task VotesAsync(EtcdMembership others, string id, CancellationToken cancellationToken) => UntilAsync(
        "was not given its vote",
        async () =>
        {
            MemberChange change = await others.PromoteAsync(id, cancellationToken).ConfigureAwait(false);
            if (change is MemberChange.Done)
            {
                return null;
            }

            try
            {
                IReadOnlyList<EtcdPeer> peers = await others.ListAsync(cancellationToken).ConfigureAwait(false);
                return peers.Any(peer => peer.Id == id && !peer.IsLearner) ? null : DatabaseMembers.Reason(change);
            }
            catch (DatabaseUnavailableException unavailable)
            {
                return unavailable.Message;
            }
        },
        cancellationToken);

    /// <summary>It goes on when this object is disposed.</summary>
    public void Keep() => _kept = true;

    public async ValueTask DisposeAsync()
    {
        if (!_kept)
        {
            await _process.StopAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        }

        _process.Dispose();
    }

    private async Task UntilAsync(string what, Func<Task<string?>> attempt, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (await attempt().ConfigureAwait(false) is { } trouble)
        {
            bool ended = _process.Ended.IsCompleted;
            if (ended || Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new HoldfastException(ErrorCodes.MemberNotReady,
                    $"the member {_options.Name} of the cluster database "
                    + (ended ? $"ended ({_process.Reap()})" : $"{what}: {trouble}")
                    + $". Its log ends with: {LastLine(_options.LogFile)}");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string LastLine(string file) =>
        File.Exists(file) ? File.ReadLines(file).LastOrDefault() ?? "nothing" : "nothing";
}
