using Holdfast.MonitorProtocol.Monitors;

namespace Holdfast.Monitor.Resources;

/// <summary>
/// The order of calls to one resource: one at a time, first come first served; a poll gives way to a call; Terminate
/// cancels what is in progress or waiting and does not queue.
/// </summary>
internal sealed class CallGate
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock gate = new();
    private CancellationTokenSource round = new();
    private string? reasonToGiveUp;

    /// <summary>Waits for the resource's turn and runs a call; answers at once if Terminate comes.</summary>
    /// <param name="call">The call, which is given a token that Terminate cancels.</param>
    public async Task<CallOutcome> RunAsync(Func<CancellationToken, Task<CallOutcome>> call)
    {
        CancellationToken cancelled;
        lock (gate)
        {
            cancelled = round.Token;
        }

        try
        {
            await turn.WaitAsync(cancelled).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return GivenUp();
        }

        var running = FinishAsync(call, cancelled);
        try
        {
            // A DLL that does not heed its token keeps its turn, but not its caller.
            var outcome = await running.WaitAsync(cancelled).ConfigureAwait(false);
            return cancelled.IsCancellationRequested ? GivenUp() : outcome;
        }
        catch (OperationCanceledException)
        {
            return GivenUp();
        }
    }

    /// <summary>Takes the turn if it is free now; to be given back with <see cref="Leave"/>.</summary>
    /// <param name="cancelled">Cancelled by Terminate.</param>
    public bool TryEnter(out CancellationToken cancelled)
    {
        lock (gate)
        {
            cancelled = round.Token;
        }

        return !cancelled.IsCancellationRequested && turn.Wait(0, CancellationToken.None);
    }

    /// <summary>Gives the turn back.</summary>
    public void Leave() => turn.Release();

    /// <summary>Cancels the call in progress and those that wait. Later ones are not affected.</summary>
    /// <param name="reason">What their callers are told.</param>
    public void GiveUp(string reason)
    {
        CancellationTokenSource old;
        lock (gate)
        {
            reasonToGiveUp = reason;
            old = round;
            round = new CancellationTokenSource();
        }

        // Not disposed: calls may still hold its token, and without a timer it holds nothing. What the DLL does when it
        // is
        // cancelled must not hold up whoever gives up.
        _ = old.CancelAsync();
    }

    private async Task<CallOutcome> FinishAsync(
        Func<CancellationToken, Task<CallOutcome>> call, CancellationToken cancelled)
    {
        try
        {
            return await call(cancelled).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private CallOutcome GivenUp()
    {
        lock (gate)
        {
            return new CallOutcome { Result = "cancelled", Reason = reasonToGiveUp };
        }
    }
}
