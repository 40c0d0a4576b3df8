namespace Holdfast.Database.Sqlite;

/// <summary>
/// A commit that its caller waits for. Who gives up learns truthfully whether it can still take effect.
/// </summary>
internal sealed class PendingCommit
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Abandoned = 2;
    private readonly TaskCompletionSource<CommitResult> _result =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _registration;
    private int _state;

    public PendingCommit(Transaction transaction, CancellationToken cancellationToken)
    {
        Transaction = transaction;
        _registration = cancellationToken.UnsafeRegister(static commit => ((PendingCommit)commit!).Cancel(), this);
    }

    public Transaction Transaction { get; }

    public Task<CommitResult> Result => _result.Task;

    public bool IsAbandoned => Volatile.Read(ref _state) == Abandoned;

    /// <summary>
    /// Called with the write lock in hand: from here on the outcome is not the caller's to cancel. False if it was
    /// abandoned.
    /// </summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Running, Waiting) == Waiting;

    public void Finish(CommitResult result)
    {
        _registration.Unregister();
        _result.TrySetResult(result);
    }

    private void Cancel()
    {
        bool abandoned = Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting;
        _result.TrySetResult(new CommitResult.Unavailable(
            !abandoned, abandoned ? "Cancelled before it began." : "Cancelled while it was being written."));
    }
}
