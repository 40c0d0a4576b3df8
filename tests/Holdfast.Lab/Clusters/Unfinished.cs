using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Holdfast.Lab.Clusters;

/// <summary>
/// What this program has set up and not taken down yet. Where it is asked to end in the middle of something, that is
/// taken down first.
/// </summary>
public sealed class Unfinished : IDisposable
{
    private const int Interrupted = 130;
    private static readonly ConcurrentDictionary<IAsyncDisposable, bool> All = new();
    private readonly PosixSignalRegistration[] _signals;
    private int _asked;

    private bool WasAsked => Volatile.Read(ref _asked) > 0;

    private Unfinished() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
        .Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    /// <summary>While this lives, a signal to end ends this program with 130, and leaves nothing behind.</summary>
    public static Unfinished TakenDownOnSignal() => new();

    public static void Add(IAsyncDisposable setUp) => All.TryAdd(setUp, true);

    /// <returns>False if it is being taken down already, or was.</returns>
    public static bool Remove(IAsyncDisposable setUp) => All.TryRemove(setUp, out _);

    /// <summary>
    /// Runs something to its exit code. Once a signal has come, whatever becomes of it is not waited for.
    /// </summary>
    public async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            int code = await work();
            await (WasAsked ? Task.Delay(Timeout.Infinite) : Task.CompletedTask);
            return code;
        }
        catch (Exception) when (WasAsked)
        {
            // Its machines are going: this program ends when they are gone.
            await Task.Delay(Timeout.Infinite);
            throw;
        }
    }

    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _asked) == 1)
        {
            _ = Task.Run(TakeDownAsync);
        }
    }

    private static async Task TakeDownAsync()
    {
        await Console.Error.WriteLineAsync("interrupted; taking down what was set up…");
        foreach (IAsyncDisposable setUp in All.Keys)
        {
            try
            {
                await setUp.DisposeAsync();
            }
            catch (Exception failed) when (failed is IOException or TimeoutException)
            {
                await Console.Error.WriteLineAsync($"something may be left behind: {failed.Message}");
            }
        }

        Environment.Exit(Interrupted);
    }
}
