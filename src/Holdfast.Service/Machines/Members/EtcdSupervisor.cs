using Holdfast.Linux;

namespace Holdfast.Service.Machines.Members;

/// <summary>
/// Keeps this machine's member running: finds the one that runs already or starts it, and starts it again, a little
/// later each time, when it ends. When the service ends, the member goes on.
/// </summary>
internal sealed class EtcdSupervisor : IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(30);

    /// <summary>So often one after the other is no accident any more.</summary>
    private const int Often = 5;

    private readonly EtcdMemberOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private EtcdSupervisor(EtcdMemberOptions options, TimeProvider time, Action<string> say)
    {
        _options = options;
        _time = time;
        _say = say;
        _running = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Begins; <paramref name="say"/> is told what an operator should know.</summary>
    public static EtcdSupervisor Start(EtcdMemberOptions options, TimeProvider time, Action<string> say) =>
        new(options, time, say);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = FirstWait;
        int ends = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            long began = _time.GetTimestamp();
            string how = await WatchOneAsync(cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            bool steady = _time.GetElapsedTime(began) > Steady;
            ends = steady ? 1 : ends + 1;
            wait = steady ? FirstWait : wait * 2 < LongestWait ? wait * 2 : LongestWait;
            _say($"{how}; it is tried again in {wait.TotalMilliseconds:0} ms. Its log: {_options.LogFile}"
                + (ends >= Often ? $". {EtcdRepair.Steps}" : ""));
            await Task.Delay(wait, _time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Why the member does not run any more, or could not be started.</summary>
    private async Task<string> WatchOneAsync(CancellationToken cancellationToken)
    {
        try
        {
            using EtcdProcess? found = EtcdProcess.Find(_options);
            if (found is null && !EtcdRepair.HasData(_options))
            {
                return $"the member {_options.Name} of the cluster database is not started, for its data is not in "
                    + $"{_options.MemberFolder}: if a disk is not mounted there, mount it";
            }

            if (found is null && File.Exists(_options.ForcedFile))
            {
                return $"the member {_options.Name} of the cluster database is not started, for it was made the only "
                    + "one, and that was not finished: holdfast cluster force-quorum, once more";
            }

            using EtcdProcess member = found ?? EtcdProcess.Start(_options);
            await member.Ended.WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return $"the member {_options.Name} of the cluster database (process {member.Pid}) ended "
                + $"({member.Reap()?.ToString() ?? "it was started by an earlier service"})";
        }
        catch (Exception failed) when (failed is LinuxException or IOException or UnauthorizedAccessException)
        {
            return $"the member {_options.Name} of the cluster database cannot be started: {failed.Message}";
        }
    }
}
