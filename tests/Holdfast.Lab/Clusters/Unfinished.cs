using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Lab.Clusters;

/// <summary>
/// What this program has set up and not taken down yet. Where it is asked to end in the middle of something, that is
/// taken down first.
/// </summary>
public sealed class Unfinished : IDisposable
{
    private const int Interrupted = 130;

    /// <summary>So many signals more end it at once.</summary>
    private const int Impatient = 3;
    private static readonly ConcurrentDictionary<IAsyncDisposable, bool> All = new();
    private static readonly ConditionalWeakTable<IAsyncDisposable, Lazy<Task>> Ends = [];
    private static int _asked;
    private readonly PosixSignalRegistration[] _signals;

    private static bool WasAsked => Volatile.Read(ref _asked) > 0;

    private Unfinished() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }
        .Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    /// <summary>While this lives, a signal to end ends this program with 130, and leaves nothing behind.</summary>
    public static Unfinished TakenDownOnSignal() => new();

    public static void Add(IAsyncDisposable setUp) => All.TryAdd(setUp, true);

    /// <summary>Takes it down, once; whoever asks for it again waits for the same.</summary>
    public static async ValueTask EndAsync(IAsyncDisposable setUp, Func<Task> takeDown)
    {
        await Ends.GetValue(setUp, _ => new Lazy<Task>(takeDown)).Value;
        All.TryRemove(setUp, out _);
    }

    /// <summary>Nothing more is to be set up, for what is there is being taken down.</summary>
    /// <exception cref="OperationCanceledException">This program was asked to end.</exception>
    public static void MustGoOn()
    {
        if (WasAsked)
        {
            throw new OperationCanceledException("This program was asked to end.");
        }
    }

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
        switch (Interlocked.Increment(ref _asked))
        {
            case 1:
                _ = Task.Run(TakeDownAsync);
                break;
            case > Impatient:
                Environment.Exit(Interrupted);
                break;
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
            catch (Exception failed)
            {
                // Whatever it was, the others are to be taken down too.
                await Console.Error.WriteLineAsync($"something may be left behind: {failed.Message}");
            }
        }

        Environment.Exit(Interrupted);
    }
}
