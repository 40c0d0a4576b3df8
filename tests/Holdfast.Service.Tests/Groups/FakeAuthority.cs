using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Tests.Groups;

/// <summary>A membership that lasts until a test ends it.</summary>
internal sealed class FakeAuthority(IClusterDatabase database, long epoch, string node = "n1") : IAuthority
{
    private readonly CancellationTokenSource _ended = new();
    private volatile bool _lasts = true;

    public string Node => node;

    public long Epoch { get; private set; } = epoch;

    public CancellationToken EpochEnded => _ended.Token;

    /// <summary>Whether authority lasts long enough for a start.</summary>
    public bool IsLasting
    {
        set => _lasts = value;
    }

    public BootTime RenewedUntil { get; set; } = new(long.MaxValue);

    /// <summary>Commits wait until this completes.</summary>
    public Task CommitGate { get; set; } = Task.CompletedTask;

    /// <summary>Commits take effect, but are not answered until this completes.</summary>
    public Task AnswerGate { get; set; } = Task.CompletedTask;

    /// <summary>Which commits the answer's gate is for.</summary>
    public Func<Transaction, bool> Gated { get; set; } = _ => true;

    public bool Lasts(TimeSpan margin) => _lasts;

    public Task JoinedAsync(CancellationToken cancellationToken) =>
        Epoch > 0 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken);

    public async ValueTask<CommitResult> CommitAsMemberAsync(
        Transaction transaction, CancellationToken cancellationToken)
    {
        await CommitGate.WaitAsync(cancellationToken);
        CommitResult result = await database.CommitAsync(transaction, cancellationToken);
        if (Gated(transaction))
        {
            await AnswerGate.WaitAsync(cancellationToken);
        }

        return result;
    }

    public void End()
    {
        Epoch = 0;
        _ended.Cancel();
    }
}
