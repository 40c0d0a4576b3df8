using Holdfast.Linux;

namespace Holdfast.Guard.Deadlines;

/// <summary>What a look at the authority page means for a guard: a pure decision.</summary>
internal abstract record DeadlineStep
{
    private DeadlineStep()
    {
    }

    /// <param name="epoch">The guard's own epoch.</param>
    /// <param name="armed">What its timer is armed with; safety clock, ns.</param>
    /// <param name="reading">The page; null if it could not be read.</param>
    /// <param name="now">Safety clock, ns.</param>
    public static DeadlineStep Decide(long epoch, long armed, AuthorityReading? reading, long now)
    {
        if (now >= armed)
        {
            return new Over("its deadline is past");
        }

        return reading switch
        {
            null => new Keep(),
            { } other when other.Epoch != epoch => new Over(
                other.Epoch == 0
                    ? $"epoch {epoch} of this node is over"
                    : $"this node is in epoch {other.Epoch}, not {epoch}"),
            { } shorter when shorter.KillAt <= now => new Over("its deadline was moved into the past"),
            { } same when same.KillAt == armed => new Keep(),
            { } moved => new Move(moved.KillAt),
        };
    }

    /// <summary>Nothing has changed.</summary>
    public sealed record Keep : DeadlineStep;

    /// <summary>Arm the timer with another moment, later or earlier.</summary>
    public sealed record Move(long KillAt) : DeadlineStep;

    /// <summary>Kill everything and end; nothing brings it back.</summary>
    public sealed record Over(string Reason) : DeadlineStep;
}
