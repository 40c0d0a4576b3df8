using System.Diagnostics;
using System.Globalization;
using System.Text;
using Holdfast.Linux;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Service.Fencing;

/// <summary>
/// One run of a fence agent: without arguments, its parameters on standard input, in a process group of its own that is
/// killed with all its children when it ends or takes too long.
/// </summary>
internal static class AgentProcess
{
    /// <summary>How long what it printed is waited for once it has ended: a child that left the group may hold it open.
    /// </summary>
    private static readonly TimeSpan LongestTail = TimeSpan.FromSeconds(2);

    /// <summary>What an agent prints beyond so many bytes is not kept.</summary>
    public const int LongestOutput = 1 << 20;

    /// <summary>Ends an agent by a timer of its own, should the service be killed or stopped meanwhile: what waits for
    /// the agent's end must be able to reckon with it.</summary>
    private const string Timer = "/usr/bin/timeout";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly IReadOnlyDictionary<string, string> Clean = new Dictionary<string, string>
    {
        ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ["LC_ALL"] = "C", ["HOME"] = "/",
    };

    /// <param name="program">The agent's path.</param>
    /// <param name="input">What it reads: <c>key=value</c>, a line each.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="time">What measures that.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static async Task<AgentAnswer> RunAsync(
        string program, string input, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        using var late = new CancellationTokenSource(timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        SpawnedProcess process;
        try
        {
            process = ProcessSpawner.Start(new ProcessStart
            {
                FileName = Timer, Environment = Clean, WorkingDirectory = "/",
                Arguments = ["-s", "KILL", Math.Ceiling(timeout.TotalSeconds).ToString(Invariant), program],
                Input = Stdio.Pipe, Output = Stdio.Pipe, Error = Stdio.Pipe,
            });
        }
        catch (LinuxException error)
        {
            return new AgentAnswer.NotRun(
                $"{program} cannot be started by {Timer}, which is part of coreutils: {error.Message}");
        }

        using (process)
        {
            Task<string> output = ReadAsync(process.Output!);
            Task<string> error = ReadAsync(process.Error!);
            Task written = WriteAsync(process.Input!, input);
            bool ended = await EndedAsync(process, limit.Token).ConfigureAwait(false);

            // Not reaped yet, so its number still names its group and nobody else's.
            Signals.SendToGroup(process.Pid, Signals.Kill);
            ExitStatus exit = await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            await Task.WhenAny(Task.WhenAll(written, output, error), Task.Delay(LongestTail, time, cancellationToken))
                .ConfigureAwait(false);
            (string said, string printed) = (Read(error), Read(output));
            cancellationToken.ThrowIfCancellationRequested();

            // Its own timer may be the first of the two.
            bool inTime = exit.Signal != Signals.Kill || Stopwatch.GetElapsedTime(begun) < timeout;
            return ended && inTime
                ? new AgentAnswer.Ended(exit, printed, AgentWords.Last(said))
                : new AgentAnswer.TimedOut(timeout);
        }
    }

    private static async Task<bool> EndedAsync(SpawnedProcess process, CancellationToken limit)
    {
        await process.Handle.Exited.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.Handle.Exited.IsCompleted;
    }

    private static string Read(Task<string> text) => text.IsCompletedSuccessfully ? text.Result : "";

    private static Task WriteAsync(SafeFileHandle pipe, string input) => OnOwnThread(() =>
    {
        try
        {
            using var stream = new FileStream(pipe, FileAccess.Write, bufferSize: 0);
            stream.Write(Encoding.UTF8.GetBytes(input));
        }
        catch (IOException)
        {
            // It ended without reading all of it; how it ended says enough.
        }

        return "";
    });

    private static Task<string> ReadAsync(SafeFileHandle pipe) => OnOwnThread(() =>
    {
        using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
        var text = new MemoryStream();
        byte[] buffer = new byte[4096];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            text.Write(buffer, 0, (int)Math.Min(read, LongestOutput - text.Length));
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    });

    private static Task<string> OnOwnThread(Func<string> work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
